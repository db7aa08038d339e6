import { describe, expect, test } from 'vitest'
import { ComposeError } from '../../src/source/diagnostic.ts'
import { lineColumn } from '../../src/source/file.ts'
import { upPlan } from './helper.ts'

const web = (more: string): string => `services:\n  web:\n    image: busybox\n${more}`

const cases: readonly (readonly [string, string, string])[] = [
  [
    'a secret from a variable that is not set',
    web('    secrets: [s]\nsecrets:\n  s:\n    environment: NOPE\n'),
    '7:18',
  ],
  [
    'a secret of a build from a variable that is not set',
    'services:\n  built:\n    build:\n      context: .\n      secrets: [s]\nsecrets:\n  s:\n    environment: NOPE\n',
    '8:18',
  ],
  ['an external config', web('    configs: [c]\nconfigs:\n  c:\n    external: true\n'), '7:15'],
  [
    'a start_interval without start_period',
    web('    healthcheck:\n      test: "true"\n      start_interval: 1s\n'),
    '6:23',
  ],
  ['a seccomp profile that is not there', web('    security_opt: ["seccomp:./nope.json"]\n'), '4:20'],
  [
    'a file to be copied into a read-only root',
    web('    read_only: true\n    configs: [c]\nconfigs: {c: {content: x}}\n'),
    '4:16',
  ],
]

describe('what a plan refuses', () => {
  test.each(cases)('%s is refused at its place', async (_, yaml, place) => {
    const error: unknown = await upPlan(yaml).catch((thrown: unknown) => thrown)
    if (!(error instanceof ComposeError)) throw error
    const at = error.diagnostics[0]?.at
    const found = at === undefined ? undefined : lineColumn(at.file, at.start)
    expect(`${found?.line}:${found?.column}`).toBe(place)
  })
})
