import { expect, test } from 'vitest'
import { ignoredRights } from '../../src/plan/ignored-rights.ts'
import { formatDiagnostic } from '../../src/source/frame.ts'
import { emptyEngine, engineAfter, projectOf, upPlan } from './helper.ts'

const yaml = `
services:
  web:
    image: busybox
    secrets: [{source: s, uid: "1", mode: 0400}, {source: plain}]
    configs: [{source: c, gid: "1"}, {source: written, mode: 0400}]
  off: {image: busybox, profiles: [x], secrets: [{source: s, mode: 0400}]}
secrets: {s: {file: ./s}, plain: {file: ./p}}
configs: {c: {file: ./c}, written: {content: text}}
`

test('an owner or mode of a file of the host is not honoured, and that is said where a container is made', async () => {
  const project = await projectOf(yaml)
  const said = ignoredRights(await upPlan(yaml, emptyEngine()), project).map((found) =>
    formatDiagnostic(found, { cwd: '/w' }),
  )
  expect(said.map((text) => text.split('\n')[0])).toEqual([
    'compose.yaml:6:15: warning[W063]: web: gid of config c has no effect: a file of the host keeps its own',
    'compose.yaml:5:15: warning[W063]: web: uid and mode of secret s have no effect: a file of the host keeps its own',
  ])
  expect(said[0]).toContain('by `content` or `environment`')
  expect(said[1]).toContain('its text by `environment`')
  expect(ignoredRights(await upPlan(yaml, await engineAfter(yaml)), project)).toEqual([])
})
