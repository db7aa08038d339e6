import { describe, expect, it } from 'vitest'
import { interpolate } from '../../src/attributes/grammar/interpolate.ts'
import type { Reading } from '../../src/load/context.ts'
import { seccompProfiles } from '../../src/load/seccomp.ts'
import { createReport } from '../../src/source/diagnostic.ts'
import { lineColumn, sourceFile } from '../../src/source/file.ts'
import { nothingSpent } from '../../src/source/limits.ts'
import type { Mapping } from '../../src/source/node.ts'
import { parseYaml } from '../../src/source/parse.ts'

const files = new Map([
  ['/project/p.json', '{}'],
  ['/abs.json', '[]'],
])

function readingOf(): Reading {
  const world = {
    cwd: '/project',
    home: '/home/me',
    env: new Map<string, string>(),
    exists: (path: string) => Promise.resolve(files.has(path)),
    readFile: (path: string) => {
      const text = files.get(path)
      return text === undefined ? Promise.reject(new Error('ENOENT')) : Promise.resolve(text)
    },
  }
  const options = { files: [], envFiles: [], profiles: [], allResources: false, compatibility: false }
  return {
    options,
    world,
    report: createReport(),
    variables: new Map(),
    directory: '/project',
    filesFrom: '/project',
    root: '/project',
    contents: new Map(),
    includedBy: [],
    variableFiles: new Map(),
    spent: nothingSpent(),
  }
}

async function read(yaml: string, reading: Reading): Promise<ReadonlyMap<string, string>> {
  const [tree] = parseYaml(sourceFile('/project/compose.yaml', yaml), reading.report)
  return seccompProfiles(new Map([['a', { name: 'a' }]]), tree as Mapping, reading)
}

describe('seccomp profiles', () => {
  it('are read from the project folder or from where they say', async () => {
    const options = '[seccomp=p.json, "seccomp:/abs.json", seccomp=unconfined, label=disable]'
    const profiles = await read(
      `services: {a: {security_opt: ${options}}, b: {security_opt: [seccomp=no.json]}}`,
      readingOf(),
    )
    expect(profiles).toEqual(
      new Map([
        ['p.json', '{}'],
        ['/abs.json', '[]'],
      ]),
    )
  })

  it('that a variable names are told as the file has them', async () => {
    const reading = readingOf()
    const [tree] = parseYaml(
      sourceFile('/project/compose.yaml', 'services: {a: {security_opt: ["seccomp=${P}.json"]}}'),
      reading.report,
    )
    const filled = interpolate(tree as Mapping, new Map([['P', 'hunter2']]), reading.report) as Mapping
    await seccompProfiles(new Map([['a', { name: 'a' }]]), filled, reading)
    expect(reading.report.diagnostics[0]?.message).toBe(
      'services.a.security_opt: cannot read the seccomp profile ${P}.json',
    )
  })

  it('that cannot be read are warned about where they are named', async () => {
    const reading = readingOf()
    expect(await read('services:\n  a:\n    security_opt:\n      - seccomp=no.json', reading)).toEqual(new Map())
    expect(
      reading.report.diagnostics.map(({ message, severity, at }) => [
        severity,
        message,
        at && lineColumn(at.file, at.start),
      ]),
    ).toEqual([['warning', 'services.a.security_opt: cannot read the seccomp profile no.json', { line: 4, column: 9 }]])
  })
})
