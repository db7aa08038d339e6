import { codeOf, type LintKind, lintKinds } from '../src/source/codes.ts'
import { explanations } from '../src/source/explain-code.ts'

/** schema/LINT.md: every rule of `muster lint` with what it warns of, a bad and a good example, and what to do. */
export function lintDocument(): string {
  return `${[head, table(), ...lintKinds.map(section)].join('\n\n')}\n`
}

const head = `# Rules of \`muster lint\`

<!-- Written by \`npm run errors\` from src/source/explanations/. Changes made here are lost. -->

\`muster lint [SERVICE...]\` looks at the compose file and the Dockerfiles together and asks no engine and no registry. Without names it
looks at all services, those of profiles that are off among them. Findings are written to stdout. The exit code is 0 when there are none, 1
when there are some, and 1 for mistakes in files, which keep their own codes ([ERRORS.md](ERRORS.md)), and on the command line.

\`--format json|sarif|github\` writes the same forms as \`--diagnostics\`, mistakes in files included. \`--rule RULE\` asks
only this rule, \`--ignore-rule RULE\` (or \`--ignore\`) leaves one out, each by code or name, several times or with commas
(\`--rule L001,package-cache\`). A comment silences a rule at a place, in compose files and in Dockerfiles, also several (\`ignore=L002,L003\`):

\`\`\`yaml
services:
  proxy:
    image: traefik # muster-lint ignore=floating-tag
    volumes:
      # It routes to containers by their labels. muster-lint ignore=L014
      - /var/run/docker.sock:/var/run/docker.sock:ro
\`\`\`

It stands at the end of the line of the finding, or in the lines of comments right above it; for an instruction of several lines, above
the instruction. \`# muster-lint ignore-file=RULE\` anywhere in a file silences the rule in the whole file.

## All rules`

function table(): string {
  const rows = lintKinds.map((kind) => [link(kind), `\`${kind}\``, explanations[kind].title])
  const all = [['Code', 'Name', 'Warns of'], ...rows]
  const widths = [0, 1, 2].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)))
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`
  return [line(all[0] ?? []), rule, ...all.slice(1).map(line)].join('\n')
}

function link(kind: LintKind): string {
  const code = codeOf(kind, 'warning')
  return `[${code}](#${code.toLowerCase()})`
}

function section(kind: LintKind): string {
  const { title, meaning, example, good = '', remedy } = explanations[kind]
  const code = codeOf(kind, 'warning')
  const language = example.startsWith('services:') ? 'yaml' : 'dockerfile'
  const fenced = (text: string): string => `\`\`\`${language}\n${text}\n\`\`\``
  return [
    `<a id="${code.toLowerCase()}"></a>\n\n## ${code} (\`${kind}\`): ${title}`,
    meaning,
    `Bad:\n\n${fenced(example)}`,
    `Good:\n\n${fenced(good)}`,
    `**What to do:** ${remedy}`,
  ].join('\n\n')
}
