import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { musterPath, start } from '../harness/command.ts'

let parent: string
const bad = `$(printf 'bad\\377')`

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'muster-names-'))
  writeFileSync(join(parent, 'compose.yaml'), 'name: theparent\nservices: { a: { image: busybox } }\n')
  const folder = Buffer.concat([Buffer.from(`${parent}/bad`), Buffer.of(0xff)])
  mkdirSync(folder)
  const file = Buffer.concat([folder, Buffer.from('/compose.yaml')])
  writeFileSync(file, 'name: thechild\nservices: { a: { image: busybox, volumes: ["./data:/data"] } }\n')
})
afterAll(() => rm(parent, { recursive: true }))

const refused = { code: 1, stdout: '', stderr: expect.stringContaining('is not UTF-8') as string }

test.each(['config', 'ps', 'down', 'plan', 'up -d'])(
  '%s in a folder whose name is not UTF-8 is refused and does not take the project above',
  async (command) => {
    const script = `cd "${bad}" && exec "${musterPath}" ${command}`
    expect(await start(['sh', '-c', script], { cwd: parent }).done).toMatchObject(refused)
  },
)

test.each([
  `-f "${bad}/compose.yaml" config`,
  `--project-directory "${bad}" -f compose.yaml config`,
  `--env-file "${bad}/.env" config`,
  `config -o "${bad}/x"`,
  `cp a:/etc/hosts "${bad}/x"`,
  `cp "${bad}" a:/x`,
])('%s is refused and makes nothing', async (line) => {
  const script = `exec "${musterPath}" ${line}`
  expect(await start(['sh', '-c', script], { cwd: parent }).done).toMatchObject(refused)
  expect(readdirSync(parent)).toHaveLength(2)
})

test('COMPOSE_FILE with such a name is refused, too', async () => {
  const script = `COMPOSE_FILE="${bad}/compose.yaml" exec "${musterPath}" config`
  expect(await start(['sh', '-c', script], { cwd: parent }).done).toMatchObject(refused)
})

test.each([
  [`-f "${bad}/compose.yaml" config`, refused],
  [`exec a printf "${bad}"`, refused],
  [
    '-f "$(printf "\\357\\277\\275.yaml")" config',
    { code: 1, stderr: expect.stringContaining('no such file') as string },
  ],
])('an older Node, which starts the own one, hands no other name on: %s', async (line, outcome) => {
  const bin = await mkdtemp(join(tmpdir(), 'muster-bin-'))
  // Has all of an older Node that muster asks for, and of what V8 was told by option no more than an older one knows.
  const older = `Object.defineProperty(process.versions, 'node', { value: '20.0.0' })`
  writeFileSync(join(bin, 'older.cjs'), older)
  const script = `exec "${process.execPath}" -r "${bin}/older.cjs" -- "${musterPath}" ${line}`
  const found = await start(['sh', '-c', script], { cwd: parent }).done
  await rm(bin, { recursive: true })
  expect(found).toMatchObject(outcome)
})

test('a folder whose name really holds U+FFFD is a folder like others', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'muster-\uFFFD-'))
  writeFileSync(join(folder, 'compose.yaml'), 'name: odd\nservices: { a: { image: busybox } }\n')
  const results = [
    await start([musterPath, 'config', '--services'], { cwd: folder }).done,
    await start([musterPath, '--project-directory', folder, 'config', '--services'], {}).done,
  ]
  await rm(folder, { recursive: true })
  for (const result of results) expect(result).toMatchObject({ code: 0, stdout: 'a\n' })
})

test('in a folder that is gone, version answers and so does what needs no folder, and other commands say that it is gone', async () => {
  const run = (command: string): ReturnType<typeof start> =>
    start(['sh', '-c', `mkdir gone; cd gone; rmdir ../gone; exec "${musterPath}" ${command}`], { cwd: parent })
  expect(await run('version --short').done).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d/) as string })
  expect(await run(`-f ${join(parent, 'compose.yaml')} config --services`).done).toMatchObject({
    code: 0,
    stdout: 'a\n',
  })
  expect(await run('-p muster-nowhere config').done).toMatchObject({ code: 1 })
  const gone = await run('config').done
  expect(gone).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^the current folder does not exist any more\nfix: /m) as string,
  })
})
