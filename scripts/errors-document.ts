import { diagnosticKinds } from '../src/source/codes.ts'
import { codesOf, explanations } from '../src/source/explain-code.ts'

/** schema/ERRORS.md: every code with what it means, an example and what to do. */
export function errorsDocument(): string {
  return `${[head, table(), ...diagnosticKinds.map(section)].join('\n\n')}\n`
}

const head = `# Errors and warnings

<!-- Written by \`npm run errors\` from src/source/explanations/. Changes made here are lost. -->

Every error and warning about a file has a code, and so has what goes wrong while a project is brought up. Codes never change their meaning. \`muster explain E020\` prints what stands
here. An error begins with \`E\` and ends the command with exit code 1, unless its text names another; a warning begins with \`W\`.

## For programs

\`muster --diagnostics FORMAT COMMAND\`, or the variable \`MUSTER_DIAGNOSTICS\`, writes errors and warnings of every command to
stderr in one of these forms. Exit codes stay as they are. Values of variables and what looks secret are in none of them.

- \`text\`: for people, the default.
- \`json\`: one JSON object a line, each as soon as it is known: \`version\` (1), \`severity\` (\`error\` or \`warning\`), \`code\`,
  \`kind\`, \`message\`, \`file\`, \`line\`, \`column\`, \`endLine\`, \`endColumn\`, \`fix\` and \`notes\`, a list of objects with \`message\`
  and perhaps a place. Paths are absolute, standard input is \`-\`. Lines and columns count from 1, columns in UTF-16 code
  units; the end column is the first one behind the range. What is not known is absent: \`code\` and the place for what is no
  mistake in a file. \`version\` is raised when a key changes its meaning or goes; new keys may come at any time, so readers
  ignore those that they do not know.
- \`sarif\`: one SARIF 2.1.0 log when the command ends, also when nothing was found. Mistakes in files are results, what
  else went wrong are notifications. With \`json\` and \`sarif\` nothing else stands on stderr: there is no progress, unless
  \`--progress\` asks for it. Files are relative to \`SRCROOT\`, which is \`GITHUB_WORKSPACE\` or the current folder.
- \`github\`: workflow commands of GitHub Actions, which become annotations of the lines:
  \`::error file=compose.yaml,line=8,col=5,endColumn=14,title=E020::…\`.

\`\`\`sh
muster --diagnostics sarif config -q 2> muster.sarif
\`\`\`

## Exit codes

| Code       | Meaning                                                                                        |
| ---------- | ---------------------------------------------------------------------------------------------- |
| 0          | Done                                                                                           |
| 1          | A mistake in files or on the command line, or a failure of the engine or of a container        |
| 2          | \`plan --detailed-exitcode\`: there is something to do                                       |
| 4          | \`test\`: the project did not come up, or a service failed while the test ran; \`play\`: a step gave something else |
| 5          | \`test --timeout\`: the test took too long                                                     |
| 6          | Another muster that changes the project did not let go in time (\`--lock-timeout\`)            |
| 7          | A port is taken, a file is missing, the engine has no addresses left, or the project belongs to another folder: nothing changed; \`doctor\`: there is a problem |
| 130, 129   | Interrupted by Ctrl-C or SIGTERM; by the end of the terminal                                   |
| 143        | \`test\`: interrupted by SIGTERM                                                               |
| 141        | Nobody reads the output any more                                                               |
| 125 to 127 | \`run\`: the engine refuses the container, its command cannot be run, or does not exist          |
| another    | \`run\`, \`exec\`, \`test\`, \`up --exit-code-from\`, \`wait\`: that of the command in the container           |

These are docker compose's codes, and some for what docker compose does not know. \`--exit-codes=detailed\`, or the variable
\`MUSTER_EXIT_CODES=detailed\`, tells more of what is 1 (or 0) above apart, for every command:

| Code | With \`--exit-codes=detailed\`                                                                          |
| ---- | -------------------------------------------------------------------------------------------------------- |
| 3    | A mistake in a compose file, an env file or a scenario                                                   |
| 4    | A service failed, became unhealthy, or its container could not be started; also where \`up\` stays in the foreground until all have ended, and one of them with another code than 0 |
| 5    | The time of \`--wait-timeout\` was over while services were still starting                              |
| 7    | A \`provider\` without consent, beside what is 7 in any case                                            |
| 1    | Everything else: the command line, the engine, images that cannot be pulled or built                     |

## All codes`

function table(): string {
  const rows = diagnosticKinds.map((kind) => [codesOf(kind).map(link).join(', '), explanations[kind].title])
  const all = [['Code', 'Meaning'], ...rows]
  const widths = [0, 1].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)))
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`
  return [line(all[0] ?? []), rule, ...all.slice(1).map(line)].join('\n')
}

function link(code: string): string {
  return `[${code}](#${code.slice(1)})`
}

function section(kind: (typeof diagnosticKinds)[number]): string {
  const { title, meaning, example, remedy } = explanations[kind]
  const codes = codesOf(kind)
  const anchor = `<a id="${codes[0]?.slice(1)}"></a>`
  return [
    `${anchor}\n\n## ${codes.join(', ')}: ${title}`,
    meaning,
    `\`\`\`text\n${example}\n\`\`\``,
    `**What to do:** ${remedy}`,
  ].join('\n\n')
}
