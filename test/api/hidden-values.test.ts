import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { bytewise, hiddenValues } from '../../src/api/artifacts/hidden-values.ts'
import { maskedAnswer } from '../../src/api/artifacts/masked-plain.ts'
import { loadWorld } from '../../src/api/world/load-world.ts'
import { load } from '../../src/load/load.ts'
import type { Redact } from '../../src/source/redact.ts'

const options = { files: [], envFiles: [], profiles: [], allResources: false, compatibility: false }

async function redactOf(
  files: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>>,
): Promise<Redact> {
  const folder = await mkdtemp(join(tmpdir(), 'muster-hidden-'))
  try {
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
    const variables = new Map(Object.entries({ ...env, PWD: folder }))
    const project = await load(options, loadWorld({ cwd: folder, home: folder, env: variables }))
    return await hiddenValues(project)
  } finally {
    await rm(folder, { recursive: true })
  }
}

const file = `
services:
  db:
    image: postgres:16-alpine
    environment:
      POSTGRES_USER: shopkeeper
      POSTGRES_PASSWORD: postgres
      OTHER_PASSWORD: shopkeeper
      ADMIN_PASSWORD: correct horse
      AUTH_ENABLED: "true"
      URL: amqp://me:un%2Fguessed@queue/
      SIGNED: c2lnbmVkIHdpdGggMQ0aaaa
    command: [run, --config, /etc/very-long/path-to-1/config.json]
    volumes: [/srv/very-long/path-to-1/data-folder:/data]
    secrets: [key]
secrets: {key: {file: ./key.pem}}
`

test('what a project treats as secret is hidden in any text, what everybody knows is not', async () => {
  const redact = await redactOf(
    { 'compose.yaml': file, 'key.pem': '-----BEGIN-----\nlineOfTheKey\n' },
    { API_TOKEN: 'from-the-shell', HOME: '/root' },
  )
  const hidden = [
    'correct horse',
    'un%2Fguessed',
    'un/guessed',
    'c2lnbmVkIHdpdGggMQ0aaaa',
    'lineOfTheKey',
    'from-the-shell',
  ]
  const shown = [
    'postgres',
    'shopkeeper',
    'true',
    '/etc/very-long/path-to-1/config.json',
    '/srv/very-long/path-to-1/data-folder',
  ]
  for (const text of hidden) expect(redact(`said ${text}.`)).toBe('said ***.')
  for (const text of shown) expect(redact(`said ${text}.`)).toBe(`said ${text}.`)
})

test('the folder in which somebody stands is no secret', async () => {
  const redact = await redactOf({ 'compose.yaml': 'services: {}\n' }, {})
  expect(redact(`${tmpdir()}/muster-hidden-x`)).toBe(`${tmpdir()}/muster-hidden-x`)
})

test('bytes that are no UTF-8 stay as they are, but in lines that have something to hide', () => {
  const clean = bytewise((text) => text.replaceAll('secret', '***').replaceAll('two\nlines', '***'))
  const cleaned = (text: string): string => Buffer.from(clean(Buffer.from(text, 'latin1'))).toString('latin1')
  expect(cleaned('\xff\xfe\n')).toBe('\xff\xfe\n')
  expect(cleaned('\xff\nsecret\r\n\xfe end')).toBe('\xff\n***\r\n\xfe end')
  expect(cleaned('a two\nlines b')).toBe('a *** b')
})

test('the names of entries that people choose hold no secret in what the engine tells of a container', async () => {
  const redact = await redactOf({ 'compose.yaml': file, 'key.pem': 'k' }, { API_TOKEN: 'from-the-shell' })
  const answer = { HostConfig: { Tmpfs: { '/run/from-the-shell': 'size=1m' } }, Labels: { 'from-the-shell': 'x' } }
  expect(maskedAnswer(answer, { redact, pairs: new Set() })).toEqual({
    HostConfig: { Tmpfs: { '/run/***': 'size=1m' } },
    Labels: { '***': 'x' },
  })
})
