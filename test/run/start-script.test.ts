import { describe, expect, test } from 'vitest'
import { firstProgram, startScript } from '../../src/run/start-script.ts'

type Row = readonly [id: string, parent: string, command: string]

const table = (...rows: readonly Row[]): Parameters<typeof firstProgram>[0] => ({
  titles: ['UID', 'PID', 'PPID', 'C', 'STIME', 'TTY', 'TIME', 'CMD'],
  processes: rows.map(([id, parent, command]) => ['root', id, parent, '0', '10:00', '?', '00:00:00', command]),
})

interface Case {
  readonly of: string
  /** The first program is a child of 600, which is outside. */
  readonly rows: readonly Row[]
  readonly script?: string
  readonly program: string
}

const entrypoint = 'docker-entrypoint.sh'

const cases: readonly Case[] = [
  {
    of: 'a database that still sets itself up',
    rows: [
      ['700', '600', `/bin/bash /usr/local/bin/${entrypoint} postgres`],
      ['710', '700', '/usr/lib/postgresql/16/bin/postgres -D /var/lib/postgresql/data'],
    ],
    script: entrypoint,
    program: 'bash',
  },
  {
    of: 'a database that still sets itself up, below an init that is listed later',
    rows: [
      ['701', '700', `/bin/bash /usr/local/bin/${entrypoint} postgres`],
      ['700', '600', `/sbin/docker-init -- ${entrypoint} postgres`],
    ],
    script: entrypoint,
    program: 'docker-init',
  },
  {
    of: 'a script that has handed over',
    rows: [
      ['700', '600', 'nginx: master process nginx -g daemon off;'],
      ['701', '700', 'nginx: worker process'],
    ],
    program: 'nginx',
  },
  {
    of: 'a script that has handed over, below an init',
    rows: [
      ['700', '600', `/sbin/docker-init -- ${entrypoint} node`],
      ['701', '700', 'node app.js'],
    ],
    program: 'docker-init',
  },
  {
    of: 'a script whose first line gives its shell an option',
    rows: [['700', '600', `/bin/sh -e /${entrypoint} redis`]],
    script: entrypoint,
    program: 'sh',
  },
]

describe('what a container runs at its beginning', () => {
  test.each(cases)('$of', ({ rows, script, program }) => {
    expect(startScript(table(...rows), entrypoint)).toBe(script)
    expect(firstProgram(table(...rows))).toBe(program)
  })

  test('a program that was started without a script is none', () => {
    expect(startScript(table(['700', '600', 'sh -c sleep 100']), 'sh')).toBeUndefined()
    expect(firstProgram(table())).toBeUndefined()
  })
})
