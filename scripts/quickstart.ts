// Brings examples/quickstart up, shows it answering over its published port, and takes it down.
import { spawnSync } from 'node:child_process'

const project = 'examples/quickstart/compose.yaml'
const address = `http://127.0.0.1:${process.env['QUICKSTART_PORT'] ?? '8080'}/`

try {
  muster('up', '-d', '--wait')
  muster('ps')
  for (let visit = 1; visit <= 2; visit++) {
    console.log(`$ curl ${address}`)
    const answer = await fetch(address)
    console.log(await answer.text())
    if (!answer.ok) process.exitCode = 1
  }
} catch (error) {
  console.error((error as Error).message)
  process.exitCode = 1
} finally {
  muster('down', '-v')
}

function muster(...args: readonly string[]): void {
  console.log(`$ muster ${args.join(' ')}`)
  const { status } = spawnSync('./bin/muster', ['-f', project, ...args], { stdio: 'inherit' })
  if (status !== 0) throw new Error(`muster ${args.join(' ')} ended with ${status}`)
}
