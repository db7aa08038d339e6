import { relative, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type DiagnosticKind, kindOf } from '../../source/codes.ts'
import { explanations } from '../../source/explain-code.ts'
import type { Origin } from '../../source/node.ts'
import type { Finding } from './finding.ts'
import { regionOf } from './region.ts'
import type { Reporter, ReportPlace } from './report.ts'

/**
 * One SARIF 2.1.0 log, written when the command ends, also when nothing was found. Mistakes in files are results, each
 * with its rule; everything else that went wrong is a notification of the invocation.
 */
export function sarifReporter(place: ReportPlace): Reporter {
  const findings: Finding[] = []
  return {
    add: (finding) => {
      findings.push(finding)
      return ''
    },
    end: () => `${JSON.stringify(logOf(findings, place), null, 2)}\n`,
    alone: true,
  }
}

function logOf(findings: readonly Finding[], place: ReportPlace): object {
  const results = findings.filter(({ code }) => code !== undefined)
  const others = findings.filter(({ code }) => code === undefined)
  const used = new Set(results.map(({ code }) => code))
  // Only what was found: whoever reads the log looks up the rules of its results.
  const rules = [...used].flatMap((code) => {
    const kind = code === undefined ? undefined : kindOf(code)
    return code === undefined || kind === undefined ? [] : [ruleOf(kind, code)]
  })
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'muster', version: place.version, semanticVersion: place.version, rules } },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { SRCROOT: { uri: `${pathToFileURL(rootOf(place)).href}/`.replace(/\/\/$/, '/') } },
        invocations: [
          {
            executionSuccessful: findings.every(({ severity }) => severity !== 'error'),
            toolExecutionNotifications: others.map(({ severity, message, fix }) => ({
              level: severity,
              message: { text: fix === undefined ? message : `${message}\nfix: ${fix}` },
            })),
          },
        ],
        results: results.map((finding) => resultOf(finding, rules, place)),
      },
    ],
  }
}

interface Rule {
  readonly id: string
}

function ruleOf(kind: DiagnosticKind, code: string): Rule {
  const { title, meaning, example, remedy } = explanations[kind]
  const name = kind.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase())
  return {
    id: code,
    name,
    shortDescription: { text: title },
    fullDescription: { text: meaning },
    help: {
      text: `${meaning}\n\nFor instance:\n\n${example}\n\nWhat to do: ${remedy}`,
      markdown: `${meaning}\n\n\`\`\`yaml\n${example}\n\`\`\`\n\n**What to do:** ${remedy}`,
    },
    defaultConfiguration: { level: code.startsWith('E') ? 'error' : 'warning' },
  } as Rule
}

function resultOf(
  { code, severity, message, at, notes, fix }: Finding,
  rules: readonly Rule[],
  place: ReportPlace,
): object {
  const words = notes.filter((note) => note.at === undefined).map((note) => note.message)
  const related = notes.flatMap((note) =>
    note.at === undefined ? [] : [{ ...locationOf(note.at, place), message: { text: note.message } }],
  )
  return {
    ruleId: code,
    ruleIndex: rules.findIndex(({ id }) => id === code),
    level: severity,
    message: { text: [message, ...words, ...(fix === undefined ? [] : [`fix: ${fix}`])].join('\n') },
    ...(at === undefined ? {} : { locations: [locationOf(at, place)] }),
    ...(related.length === 0 ? {} : { relatedLocations: related }),
  }
}

function locationOf(at: Origin, place: ReportPlace): object {
  const { line, column, endLine, endColumn } = regionOf(at)
  return {
    physicalLocation: {
      artifactLocation: artifactOf(at.file.path, place),
      region: { startLine: line, startColumn: column, endLine, endColumn },
    },
  }
}

function artifactOf(path: string, place: ReportPlace): object {
  if (path === '-') return { uri: 'stdin' }
  const below = relative(rootOf(place), path)
  if (below === '..' || below.startsWith(`..${sep}`)) return { uri: pathToFileURL(path).href }
  return { uri: below.split(sep).map(encodeURIComponent).join('/'), uriBaseId: 'SRCROOT' }
}

function rootOf({ cwd, workspace }: ReportPlace): string {
  return workspace ?? cwd
}
