import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type FaultNote, readFaults, writeFault } from '../../../src/run/faults/notes.ts'
import { ownerOf } from '../../../src/run/lease/owner.ts'

let folder = ''
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'faults-'))))
afterEach(() => rmSync(folder, { recursive: true }))

const note: FaultNote = {
  version: 1,
  id: '0c1d',
  owner: ownerOf(),
  engine: 'unix:///var/run/docker.sock',
  project: 'p',
  kind: 'kill',
  state: 'struck',
  undo: [{ do: 'start', container: 'abc', name: 'p-web-1', startedAt: '2026-01-01T00:00:00Z' }],
}

test('a note is read as it was written', () => {
  writeFault(folder, note)
  expect(readFaults(folder)).toEqual([note])
})

test.each<readonly [string, unknown]>([
  ['nothing', null],
  ['an id that leads elsewhere', { ...note, id: '../../x' }],
  ['no owner', { ...note, owner: undefined }],
  ['an owner without a number', { ...note, owner: { ...note.owner, pid: '1' } }],
  ['something else to be done', { ...note, undo: [{ do: 'remove', container: 'abc', name: 'x' }] }],
  ['a step without a container', { ...note, undo: [{ do: 'unpause', name: 'x' }] }],
])('what says %s is no note', (_, value) => {
  writeFileSync(join(folder, 'x.json'), JSON.stringify(value), { mode: 0o600 })
  expect(readFaults(folder)).toEqual([])
})

test('what others can write, links and very large files are no notes', () => {
  const text = JSON.stringify(note)
  writeFileSync(join(folder, 'open.json'), text)
  chmodSync(join(folder, 'open.json'), 0o666)
  writeFileSync(join(folder, 'kept'), text, { mode: 0o600 })
  symlinkSync(join(folder, 'kept'), join(folder, 'link.json'))
  writeFileSync(join(folder, 'large.json'), text + ' '.repeat(1024 * 1024), { mode: 0o600 })
  expect(readFaults(folder)).toEqual([])
})

test('a pipe is not waited for', () => {
  execFileSync('sh', ['-c', 'mkfifo "$0"', join(folder, 'x.json')])
  const code = `import { readFaults } from ${JSON.stringify(new URL('../../../src/run/faults/notes.ts', import.meta.url).href)}
    console.log(readFaults(${JSON.stringify(folder)}).length)`
  const printed = execFileSync(process.execPath, ['--input-type=module', '-e', code], { timeout: 30_000 })
  expect(String(printed).trim()).toBe('0')
})
