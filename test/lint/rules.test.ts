import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { lintDocument } from '../../scripts/lint-document.ts'
import { rules } from '../../src/lint/rules/index.ts'
import { codeOf, type LintKind, lintKinds } from '../../src/source/codes.ts'
import { explainCode, explanations } from '../../src/source/explain-code.ts'
import { type Files, findingsIn } from './linting.ts'

/** Where the bad example of each rule is found at fault, and what else there is in its folder. */
const examples: Readonly<Record<LintKind, readonly [place: string, others?: Files]>> = {
  'cache-order': ['Dockerfile:4:5'],
  'root-user': ['Dockerfile:1:6'],
  'floating-tag': ['compose.yaml:3:12'],
  'no-healthcheck': ['compose.yaml:6:12'],
  'waits-for-start': ['compose.yaml:4:18'],
  'shell-form': ['Dockerfile:3:1'],
  'shell-as-init': ['compose.yaml:4:14'],
  'secret-in-image': ['Dockerfile:2:5'],
  'secret-in-compose': ['compose.yaml:5:18'],
  'context-leak': ['Dockerfile:2:1', { '.env': 'A=1\n', '.git/HEAD': '\n' }],
  'open-database': ['compose.yaml:4:13'],
  'wrong-platform': ['compose.yaml:6:14'],
  'kept-test-data': ['compose.yaml:5:15'],
  'engine-socket': ['compose.yaml:4:15'],
  'privileged-container': ['compose.yaml:4:17'],
  'missing-bind-file': ['compose.yaml:4:15'],
  'start-interval': ['compose.yaml:6:23'],
  'package-cache': ['Dockerfile:2:23'],
  'build-tools': ['Dockerfile:1:6'],
  'unknown-lint-rule': ['compose.yaml:3:23'],
}

function filesOf(text: string, others: Files = {}): Files {
  return { [text.startsWith('services:') ? 'compose.yaml' : 'Dockerfile']: `${text}\n`, ...others }
}

test.each(lintKinds)('%s finds its bad example at its place, and nothing else there', async (kind) => {
  const [place, others] = examples[kind]
  const found = await findingsIn(filesOf(explanations[kind].example, others))
  expect(found).toEqual([`${codeOf(kind, 'warning')} ${place}`])
})

test.each(lintKinds)('the good example of %s has no findings', async (kind) => {
  const [, others] = examples[kind]
  expect(await findingsIn(filesOf(explanations[kind].good ?? '', others))).toEqual([])
})

test('codes of rules stay what they are for ever', () => {
  expect(Object.fromEntries(lintKinds.map((kind) => [codeOf(kind, 'warning'), kind]))).toEqual({
    L001: 'cache-order',
    L002: 'root-user',
    L003: 'floating-tag',
    L004: 'no-healthcheck',
    L005: 'waits-for-start',
    L006: 'shell-form',
    L007: 'shell-as-init',
    L008: 'secret-in-image',
    L009: 'secret-in-compose',
    L010: 'context-leak',
    L011: 'open-database',
    L012: 'wrong-platform',
    L013: 'kept-test-data',
    L014: 'engine-socket',
    L015: 'privileged-container',
    L016: 'missing-bind-file',
    L017: 'start-interval',
    L018: 'package-cache',
    L019: 'build-tools',
    L020: 'unknown-lint-rule',
  })
})

test('every code but that of comments has a rule, in the order of the codes', () => {
  expect([...rules.map(({ kind }) => kind), 'unknown-lint-rule']).toEqual(lintKinds)
})

test.each(lintKinds)('%s is explained in sentences, two examples and a remedy', (kind) => {
  const { title, meaning, remedy, good } = explanations[kind]
  expect(title).toMatch(/^[a-zC`].*[^.]$/)
  expect(meaning).toMatch(/^[A-Z`].{40,}[.]$/s)
  expect(remedy).toMatch(/^[A-Z].*[.]$/s)
  expect(good).toBeDefined()
})

test('`explain` tells a rule as it tells the code of an error', () => {
  expect(explainCode('l017')).toMatchInlineSnapshot(`
    "L017: \`start_interval\` without \`start_period\`

    The engine checks in the start interval only while the start period lasts, and
    that is nothing unless it is set.

    For instance:

        services:
          web:
            image: nginx:1.27
            healthcheck:
              test: ["CMD", "true"]
              start_interval: 1s

    Better:

        services:
          web:
            image: nginx:1.27
            healthcheck:
              test: ["CMD", "true"]
              start_period: 30s
              start_interval: 1s

    What to do: Add a \`start_period\` that is as long as a slow start."
  `)
})

test('schema/LINT.md is up to date (npm run errors)', () => {
  expect(readFileSync('schema/LINT.md', 'utf8')).toBe(lintDocument())
})

test('the socket of an engine that does not run here is no missing file', async () => {
  const files = {
    'compose.yaml': "services:\n  a:\n    image: a:1\n    volumes: ['/nowhere/docker.sock:/var/run/docker.sock']\n",
  }
  expect(await findingsIn(files)).toEqual(['L014 compose.yaml:4:15'])
})
