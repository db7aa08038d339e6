import { expect, test } from 'vitest'
import { portsInTheWay } from '../../src/api/copies/settle-ports.ts'
import { finding } from '../../src/run/preflight/finding.ts'
import { NotReady } from '../../src/run/preflight/preflight.ts'

const more = { at: undefined, fix: '' }
const taken = finding('host-port', 'a: port 0.0.0.0:8080 is already in use by node (pid 1)', more)
const missing = finding('host-path', 'a: /x does not exist', more)
const warning = finding('foreign-platform', 'a: platform linux/arm64', { ...more, severity: 'warning' })

test('a warning beside taken ports does not keep a copy from getting others; a missing file does', () => {
  expect(portsInTheWay(new NotReady([taken, warning]))).toEqual([8080])
  expect(portsInTheWay(new NotReady([taken, missing]))).toEqual([8080, 0])
  expect(portsInTheWay(new Error('port 0.0.0.0:8080 is already in use'))).toEqual([])
})
