import { expect, test } from 'vitest'
import { refusal } from '../../src/run/refusal.ts'
import { placeText } from '../../src/source/frame.ts'
import { projectOf } from '../plan/helper.ts'

const rows: readonly (readonly [yaml: string, said: string, place: string])[] = [
  ['command: /nope', 'exec: "/nope": stat /nope: no such file or directory', '4:14'],
  ['entrypoint: [/zz]\n    command: x', 'exec: "/zz": stat /zz: no such file or directory', '4:18'],
  ['entrypoint: [sh]\n    command: /zz', 'exec: "/zz": stat /zz: no such file or directory', '5:14'],
  [
    'devices: [/dev/a, /dev/gone]',
    'error gathering device information while adding custom device "/dev/gone": no such file',
    '4:23',
  ],
  ['user: nobdy', 'unable to find user nobdy: no matching entries in passwd file', '4:11'],
  ['volumes: [/a, "data:/b"]', 'invalid mount config for type "volume": invalid mount path: \'/b\'', '4:19'],
]

test.each(rows)('%s: %s points at its key', async (line, said, place) => {
  const project = await projectOf(`services:
  a:
    image: busybox
    ${line}
volumes: { data: {} }
`)
  const found = refusal(said, 'a', project)
  expect(found?.at && placeText(found.at, { cwd: '/w' })).toBe(`compose.yaml:${place}`)
  expect(found?.fix).not.toBe('')
})

test('what the engine says of nothing in the file has no place', async () => {
  expect(
    refusal('no space left on device', 'a', await projectOf('services: { a: { image: busybox } }')),
  ).toBeUndefined()
})
