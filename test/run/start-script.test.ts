import { describe, expect, test } from 'vitest'
import { firstProgram, startScript } from '../../src/run/start-script.ts'

const titles = ['UID', 'PID', 'PPID', 'C', 'STIME', 'TTY', 'TIME', 'CMD']
const table = (
  ...rows: readonly (readonly [id: string, parent: string, command: string])[]
): Parameters<typeof firstProgram>[0] => ({
  titles,
  processes: rows.map(([id, parent, command]) => ['root', id, parent, '0', '10:00', '?', '00:00:00', command]),
})

describe('what a container runs at its beginning', () => {
  test.each([
    {
      of: 'a database that still sets itself up',
      processes: table(
        ['700', '600', '/bin/bash /usr/local/bin/docker-entrypoint.sh postgres'],
        ['710', '700', '/usr/lib/postgresql/16/bin/postgres -D /var/lib/postgresql/data'],
      ),
      script: 'docker-entrypoint.sh',
      program: 'bash',
    },
    {
      of: 'the same below an init',
      processes: table(
        ['701', '700', '/bin/bash /usr/local/bin/docker-entrypoint.sh postgres'],
        ['700', '600', '/sbin/docker-init -- docker-entrypoint.sh postgres'],
      ),
      script: 'docker-entrypoint.sh',
      program: 'docker-init',
    },
    {
      of: 'a script that has handed over',
      processes: table(
        ['700', '600', 'nginx: master process nginx -g daemon off;'],
        ['701', '700', 'nginx: worker process'],
      ),
      script: undefined,
      program: 'nginx',
    },
    {
      of: 'the same below an init',
      processes: table(['700', '600', '/sbin/docker-init -- docker-entrypoint.sh node'], ['701', '700', 'node app.js']),
      script: undefined,
      program: 'docker-init',
    },
    {
      of: 'a script whose first line gives its shell an option',
      processes: table(['700', '600', '/bin/sh -e /docker-entrypoint.sh redis']),
      script: 'docker-entrypoint.sh',
      program: 'sh',
    },
  ])('$of', ({ processes, script, program }) => {
    expect(startScript(processes, 'docker-entrypoint.sh')).toBe(script)
    expect(firstProgram(processes)).toBe(program)
  })

  test('a program that was started without a script is none', () => {
    expect(startScript(table(['700', '600', 'sh -c sleep 100']), 'sh')).toBeUndefined()
    expect(firstProgram({ titles, processes: [] })).toBeUndefined()
  })
})
