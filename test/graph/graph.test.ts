import { describe, expect, test } from 'vitest'
import { graphOf } from '../../src/graph/graph.ts'
import { ComposeError } from '../../src/source/diagnostic.ts'
import { lineColumn } from '../../src/source/file.ts'
import type { Origin } from '../../src/source/node.ts'
import { projectOf } from '../plan/helper.ts'

const place = (at: Origin | undefined): string => {
  const found = at && lineColumn(at.file, at.start)
  return found === undefined ? '' : `${found.line}:${found.column}`
}

describe('the graph', () => {
  test('orders dependencies first and by name where they leave a choice', async () => {
    const yaml =
      'services: {a: {image: x, depends_on: [z]}, z: {image: x}, m: {image: x}, b: {image: x, depends_on: [a]}}'
    expect(graphOf(await projectOf(yaml)).order).toEqual(['m', 'z', 'a', 'b'])
  })

  test('holds what links, namespaces and volumes_from imply', async () => {
    const yaml =
      'services: {db: {image: x}, a: {image: x, links: [db]}, b: {image: x, network_mode: "service:db"}, c: {image: x, volumes_from: [db]}}'
    const edges = graphOf(await projectOf(yaml)).dependentsOf('db')
    expect(edges.map(({ from, restart, shares }) => ({ from, restart, shares }))).toEqual([
      { from: 'a', restart: true, shares: false },
      { from: 'b', restart: true, shares: true },
      { from: 'c', restart: false, shares: true },
    ])
  })

  test('reports a cycle as a path with the place of each edge', async () => {
    const yaml = 'services:\n  a:\n    image: x\n    depends_on: [b]\n  b:\n    image: x\n    depends_on:\n      - a\n'
    const error: unknown = await projectOf(yaml)
      .then(graphOf)
      .catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(ComposeError)
    const [diagnostic] = (error as ComposeError).diagnostics
    expect(diagnostic?.message).toBe('dependency cycle detected: a -> b -> a')
    expect([place(diagnostic?.at), ...(diagnostic?.notes.map((note) => place(note.at)) ?? [])]).toEqual(['4:18', '8:9'])
  })

  test('finds long cycles in projects of many services', async () => {
    const names = Array.from({ length: 300 }, (_, index) => `s${index}`)
    const yaml = `services:\n${names.map((name, index) => `  ${name}: {image: x, depends_on: [s${(index + 1) % 300}]}`).join('\n')}\n`
    await expect(projectOf(yaml).then(graphOf)).rejects.toThrow('dependency cycle detected: s0 -> s1 -> s2')
  })
})
