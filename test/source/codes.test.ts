import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { errorsDocument } from '../../scripts/errors-document.ts'
import { checkSchema } from '../../src/load/check.ts'
import { codeOf, diagnosticKinds, kindOf } from '../../src/source/codes.ts'
import { createReport } from '../../src/source/diagnostic.ts'
import { codesOf, explainCode, explanations } from '../../src/source/explain-code.ts'
import { sourceFile } from '../../src/source/file.ts'
import { parseYaml } from '../../src/source/parse.ts'

test('codes stay what they are for ever', () => {
  expect(Object.fromEntries(diagnosticKinds.map((kind) => [codeOf(kind, 'error').slice(1), kind]))).toEqual({
    '001': 'yaml-syntax',
    '002': 'duplicate-key',
    '003': 'unknown-alias',
    '004': 'non-string-key',
    '005': 'empty-file',
    '006': 'file-not-found',
    '007': 'file-unreadable',
    '008': 'too-large',
    '010': 'interpolation-syntax',
    '011': 'variable-required',
    '012': 'variable-unset',
    '020': 'unknown-key',
    '021': 'wrong-type',
    '022': 'invalid-value',
    '023': 'missing-key',
    '024': 'duplicate-item',
    '025': 'exclusive-keys',
    '030': 'undefined-service',
    '031': 'undefined-network',
    '032': 'undefined-volume',
    '033': 'undefined-secret',
    '034': 'undefined-config',
    '035': 'undefined-model',
    '036': 'dependency-cycle',
    '037': 'extends-cycle',
    '038': 'include-cycle',
    '039': 'include-conflict',
    '040': 'no-image',
    '042': 'project-name',
    '043': 'container-name-scale',
    '044': 'env-file',
    '045': 'image-digest',
    '046': 'remote',
    '050': 'unsupported',
    '060': 'obsolete',
    '061': 'deprecated',
    '062': 'several-files',
    '063': 'no-effect',
    '070': 'healthcheck',
    '071': 'refused-value',
    '080': 'host-port',
    '081': 'host-path',
    '082': 'provider-consent',
    '083': 'model-runner',
    '084': 'image-missing',
    '085': 'foreign-project',
    '086': 'locked',
    '087': 'foreign-platform',
    '088': 'no-addresses',
    '089': 'disk-full',
    '090': 'build-failed',
    '091': 'pull-failed',
    '092': 'push-failed',
    '093': 'unhealthy',
    '094': 'exited',
    '095': 'not-ready',
    '096': 'hook-failed',
    '097': 'engine-refused',
    '098': 'no-engine',
    '100': 'not-isolated',
    '101': 'isolate-name',
    '102': 'subnet-pool',
    '103': 'shared-data',
    '104': 'foreign-volumes',
    '110': 'old-engine',
    '120': 'artifacts',
    '121': 'side-failure',
    '130': 'cut-restoration',
    '140': 'scenario',
    '160': 'no-container',
    '161': 'not-published',
    '162': 'not-in-stack',
    '163': 'invalid-scheme',
    '164': 'project-exists',
    '150': 'ready-condition',
    '151': 'ready-unseen',
  })
})

test('a code is found in either letter and case, and nothing else is one', () => {
  expect(['E020', 'e020', 'W020', ' E020 '].map(kindOf)).toEqual(Array(4).fill('unknown-key'))
  expect(['', 'E20', 'E026', 'E0200', 'services.web', '020'].map(kindOf)).toEqual(Array(6).fill(undefined))
})

test('an explanation tells what a code means, shows it and says what to do', () => {
  expect(explainCode('e031')).toMatchInlineSnapshot(`
    "E031: a network that is not declared

    Each network of a service, except \`default\`, has an entry under the top-level
    \`networks:\`.

    For instance:

        services:
          web:
            image: nginx
            networks: [backnd]
        networks:
          backend:

    What to do: Correct the name or declare it. A network that others manage is
    declared with \`external: true\`."
  `)
  expect(explainCode('services.web')).toBeUndefined()
})

test.each(diagnosticKinds)('%s is explained in sentences, an example and a remedy', (kind) => {
  const { title, meaning, example, remedy } = explanations[kind]
  expect(title).toMatch(/^[a-z`].*[^.]$/)
  expect(meaning).toMatch(/^(?:[A-Z`$.]).{40,}[.]$/s)
  expect(remedy).toMatch(/^[A-Z].*[.]$/s)
  expect(example).not.toBe('')
  expect(
    explainCode(codesOf(kind)[0] ?? '')
      ?.split('\n')
      .every((line) => line.length <= 110),
  ).toBe(true)
})

// What can be found out from one file alone, without variables; the rest is in the table of broken files.
test.each(['yaml-syntax', 'duplicate-key', 'unknown-alias', 'non-string-key', 'unknown-key', 'wrong-type'] as const)(
  'the example of %s provokes it',
  (kind) => {
    const report = createReport()
    const documents = parseYaml(sourceFile('/p/compose.yaml', explanations[kind].example), report)
    for (const document of documents) checkSchema(document, report)
    expect(report.diagnostics.map((it) => it.kind)).toContain(kind)
  },
)

test('schema/ERRORS.md is up to date (npm run errors)', () => {
  expect(readFileSync('schema/ERRORS.md', 'utf8')).toBe(errorsDocument())
})
