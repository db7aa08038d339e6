import { Ajv } from 'ajv'
import { describe, expect, test } from 'vitest'
import { UpFailed } from '../../src/plan/up-failed.ts'
import { type Finding, findingOfWarning, findingsOf } from '../../src/render/diagnostics/finding.ts'
import type { ReportFormat } from '../../src/render/diagnostics/report.ts'
import { createReporter } from '../../src/render/diagnostics/reporter.ts'
import { ComposeError, type Diagnostic } from '../../src/source/diagnostic.ts'
import { sourceFile } from '../../src/source/file.ts'
import type { Origin } from '../../src/source/node.ts'

const file = sourceFile('/p/sub/a,b%.yaml', 'services:\n  web:\n    image: a\n    image: b\n')

function at(marked: string, more: Partial<Origin> = {}): Origin {
  const start = file.text.lastIndexOf(marked)
  return { file, start, end: start + marked.length, ...more }
}

const twice: Diagnostic = {
  severity: 'error',
  kind: 'duplicate-key',
  message: 'mapping key "image" already defined\nat 100%',
  at: at('image', { via: { kind: 'variable', raw: '${PW:-hunter2}', names: ['PW'] } }),
  notes: [{ message: 'first defined here', at: { file, start: 19, end: 24 } }],
  fix: 'remove one of the two',
}
const unset: Diagnostic = {
  severity: 'warning',
  kind: 'variable-unset',
  message: 'X is not set',
  at: at('a'),
  notes: [],
}

function report(format: ReportFormat, findings: readonly Finding[], workspace?: string): string {
  const reporter = createReporter(format, { cwd: '/p', workspace, version: '1.2.3' })
  return [...findings.map(reporter.add), reporter.end()].join('')
}

const findings = findingsOf(new ComposeError([twice, unset]), '/p')

test('json is one object a line, in the order of the places', () => {
  const records = report('json', findings)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as object)
  expect(records).toEqual([
    {
      version: 1,
      severity: 'error',
      code: 'E002',
      kind: 'duplicate-key',
      message: 'mapping key "image" already defined\nat 100%',
      file: '/p/sub/a,b%.yaml',
      line: 4,
      column: 5,
      endLine: 4,
      endColumn: 10,
      fix: 'remove one of the two',
      notes: [
        { message: 'value of ${PW}' },
        { message: 'first defined here', file: '/p/sub/a,b%.yaml', line: 3, column: 3, endLine: 3, endColumn: 8 },
      ],
    },
    {
      version: 1,
      severity: 'warning',
      code: 'W012',
      kind: 'variable-unset',
      message: 'X is not set',
      file: '/p/sub/a,b%.yaml',
      line: 4,
      column: 7,
      endLine: 4,
      endColumn: 8,
      notes: [],
    },
  ])
})

describe('github', () => {
  test('commands name the file relative to the workspace and cannot be forged', () => {
    expect(report('github', findings.slice(0, 1), '/')).toBe(
      '::error file=p/sub/a%2Cb%25.yaml,line=4,col=5,endColumn=10,title=E002::mapping key "image" already defined%0Aat 100%25%0Anote: value of ${PW}%0Anote: first defined here (p/sub/a,b%25.yaml:3:3)%0Afix: remove one of the two\n',
    )
    expect(report('github', findingsOf(new Error('a\r\n::error::b'), '/p'))).toBe('::error::a\\x0d%0A::error::b\n')
  })

  test('a warning without a place is one for the whole job', () => {
    const finding = findingOfWarning({ type: 'warning', message: 'Found orphan containers' }, '/p')
    expect(report('github', [finding])).toBe('::warning::Found orphan containers\n')
  })
})

describe('sarif', () => {
  const log = JSON.parse(report('sarif', [...findings, ...findingsOf(new Error('no engine'), '/p')])) as SarifLog

  // What the specification of SARIF 2.1.0 demands of the parts that are used (sections 3.13 to 3.58).
  const text = { type: 'object', required: ['text'], properties: { text: { type: 'string', minLength: 1 } } }
  const positive = { type: 'integer', minimum: 1 }
  const region = {
    required: ['startLine'],
    properties: { startLine: positive, startColumn: positive, endLine: positive, endColumn: positive },
    additionalProperties: false,
  }
  const artifact = {
    required: ['uri'],
    properties: { uri: { type: 'string', pattern: '^[^ \\\\,]+$' }, uriBaseId: { const: 'SRCROOT' } },
    additionalProperties: false,
  }
  const location = {
    required: ['physicalLocation'],
    properties: {
      message: text,
      physicalLocation: {
        required: ['artifactLocation', 'region'],
        properties: { artifactLocation: artifact, region },
        additionalProperties: false,
      },
    },
    additionalProperties: false,
  }
  const level = { enum: ['error', 'warning', 'note', 'none'] }
  const result = {
    required: ['message', 'ruleId', 'ruleIndex', 'level'],
    properties: {
      ruleId: { type: 'string' },
      ruleIndex: { type: 'integer', minimum: 0 },
      level,
      message: text,
      locations: { type: 'array', items: location },
      relatedLocations: { type: 'array', items: location },
    },
    additionalProperties: false,
  }
  const rule = {
    required: ['id', 'shortDescription', 'help'],
    properties: {
      id: { type: 'string', pattern: '^[EW]\\d{3}$' },
      name: { type: 'string', pattern: '^[A-Z]\\w+$' },
      shortDescription: text,
      fullDescription: text,
      help: { ...text, properties: { text: { type: 'string' }, markdown: { type: 'string' } } },
      defaultConfiguration: { properties: { level } },
    },
    additionalProperties: false,
  }
  const shape = {
    required: ['version', 'runs', '$schema'],
    properties: {
      version: { const: '2.1.0' },
      runs: {
        type: 'array',
        minItems: 1,
        items: {
          required: ['tool', 'results', 'invocations'],
          properties: {
            tool: {
              required: ['driver'],
              properties: {
                driver: { required: ['name', 'rules'], properties: { rules: { uniqueItems: true, items: rule } } },
              },
            },
            invocations: { items: { required: ['executionSuccessful'] } },
            results: { type: 'array', items: result },
          },
        },
      },
    },
  }

  test('a log has the shape that SARIF 2.1.0 demands', () => {
    const validate = new Ajv({ allErrors: true, strict: false }).compile(shape)
    validate(log)
    expect(validate.errors).toBeNull()
  })

  test('each result points to its rule, its place and the other place of a conflict', () => {
    const [run] = log.runs
    expect(run?.results).toHaveLength(2)
    for (const { ruleId, ruleIndex } of run?.results ?? []) expect(run?.tool.driver.rules[ruleIndex]?.id).toBe(ruleId)
    expect(run?.results.find(({ ruleId }) => ruleId === 'E002')).toMatchObject({
      level: 'error',
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'sub/a%2Cb%25.yaml', uriBaseId: 'SRCROOT' },
            region: { startLine: 4, startColumn: 5, endLine: 4, endColumn: 10 },
          },
        },
      ],
      relatedLocations: [{ physicalLocation: { region: { startLine: 3 } }, message: { text: 'first defined here' } }],
    })
  })

  test('what is no mistake in a file is a notification', () => {
    expect(log.runs[0]?.invocations[0]).toEqual({
      executionSuccessful: false,
      toolExecutionNotifications: [{ level: 'error', message: { text: 'no engine' } }],
    })
  })

  test('a log without findings is a log', () => {
    expect((JSON.parse(report('sarif', [])) as SarifLog).runs[0]).toMatchObject({
      results: [],
      invocations: [{ executionSuccessful: true }],
    })
  })
})

test('a container that failed comes with its evidence', () => {
  const failure = {
    message: 'container db-1 exited (1)',
    at: at('web'),
    log: ['no space'],
    blocked: [],
    fix: 'make room',
  }
  expect(findingsOf(new UpFailed('up failed', [failure]), '/p')).toEqual([
    {
      severity: 'error',
      message: 'container db-1 exited (1)',
      at: at('web'),
      notes: [{ message: 'log     no space' }],
      fix: 'make room',
    },
  ])
})

interface SarifLog {
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } }
    readonly invocations: readonly object[]
    readonly results: readonly { readonly ruleId: string; readonly ruleIndex: number }[]
  }[]
}
