import { expect, test } from 'vitest'
import { flagRows } from '../../scripts/flags-document.ts'
import { start, musterPath } from '../harness/command.ts'

const refused = (await flagRows('')).filter(({ muster }) => muster === 'refused')

test.each(refused)('`$command --$name` is refused by name', async ({ command, name, type }) => {
  const flag = type === 'bool' ? [`--${name}`] : [`--${name}`, 'x']
  const { code, stdout, stderr } = await start(
    [musterPath, ...command.split(' '), ...flag, ...(command.endsWith('publish') ? ['x'] : [])],
    { cwd: 'test/flags' },
  ).done
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toContain(command.replace('alpha publish', 'publish').split(' ').slice(0, 2).join(' '))
  expect(stderr).toContain('not supported by muster')
})
