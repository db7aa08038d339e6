import { describe, expect, it } from 'vitest'
import { observed } from '../../src/engine/adapter/container-list.ts'
import { readStatusText } from '../../src/engine/adapter/status-text.ts'

describe('the status text', () => {
  it.each([
    { text: 'Up 3 seconds', health: undefined, exitCode: undefined },
    { text: 'Up 3 seconds (healthy)', health: 'healthy', exitCode: undefined },
    { text: 'Up About a minute (unhealthy)', health: 'unhealthy', exitCode: undefined },
    { text: 'Up Less than a second (health: starting)', health: 'starting', exitCode: undefined },
    { text: 'Up 2 minutes (Paused)', health: undefined, exitCode: undefined },
    { text: 'Exited (0) 2 minutes ago', health: undefined, exitCode: 0 },
    { text: 'Exited (137) Less than a second ago', health: undefined, exitCode: 137 },
    { text: 'Restarting (1) 5 seconds ago', health: undefined, exitCode: 1 },
    { text: 'Created', health: undefined, exitCode: undefined },
    { text: 'Removal In Progress', health: undefined, exitCode: undefined },
    { text: 'Dead', health: undefined, exitCode: undefined },
  ])('$text: $health, exit code $exitCode', ({ text, health, exitCode }) => {
    expect(readStatusText(text)).toEqual({ ...(health && { health }), ...(exitCode !== undefined && { exitCode }) })
  })
})

describe('a listed container', () => {
  const listed = { Id: '1', ImageID: 'sha256:1', State: 'running', Status: 'Up', Labels: null }

  it('has the name that is its own, not one under which another links to it', () => {
    expect(observed({ ...listed, Names: ['/web-1/db', '/db-1'] }).name).toBe('db-1')
  })

  it('without labels, networks, mounts and names is no error', () => {
    expect(observed({ ...listed, Names: null, Mounts: null })).toMatchObject({
      name: '',
      service: '',
      number: 0,
      mounts: [],
    })
  })

  it('keeps labels of any name', () => {
    const labels = JSON.parse('{"__proto__": "x", "constructor": "y"}') as Record<string, string>
    expect([...observed({ ...listed, Names: [], Labels: labels }).labels]).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ])
  })
})
