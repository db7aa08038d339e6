// `npm run copies -- [COUNT] [AT ONCE]`: brings up so many copies of one project side by side, each with a container name and a fixed
// host port, looks whether every one runs with its own port and subnet, and takes them down.
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { musterPath, start } from '../test/harness/command.ts'
import { engineRequest, filters } from '../test/harness/engine.ts'
import { removeProject, testProject } from '../test/harness/project.ts'

const [count = '60', atOnce = '6'] = process.argv.slice(2)
const name = `mt-${randomBytes(5).toString('hex')}`
const copies = Array.from({ length: Number(count) }, (_, i) => `c${i}`)
await using project = await testProject({
  'compose.yaml': `name: ${name}
services:
  a:
    image: busybox
    container_name: ${name}-a
    command: sleep 100000
    stop_signal: SIGKILL
    ports: ["8080:80"]
    healthcheck: {disable: true}
`,
})
const env = { XDG_STATE_HOME: join(project.directory, 'state') }

/** Runs muster for every copy, some at once; returns what failed. */
async function forAll(...args: readonly string[]): Promise<readonly string[]> {
  const queue = [...copies]
  const failed: string[] = []
  const work = async (): Promise<void> => {
    for (let copy = queue.shift(); copy !== undefined; copy = queue.shift()) {
      const command = [musterPath, `--isolate=${copy}`, '--progress', 'quiet', ...args]
      const { code, stderr } = await start(command, { cwd: project.directory, env }).done
      if (code !== 0) failed.push(`${copy}: ${stderr}`)
    }
  }
  await Promise.all(Array.from({ length: Number(atOnce) }, work))
  return failed
}

interface Container {
  readonly Ports: readonly { readonly PublicPort?: number }[]
  readonly NetworkSettings: { readonly Networks: Readonly<Record<string, { readonly IPAddress: string }>> }
}

async function running(copy: string): Promise<readonly Container[]> {
  const by = filters({ label: [`com.docker.compose.project=${name}-${copy}`], status: ['running'] })
  return (await engineRequest('GET', `/containers/json?${by}`)) as readonly Container[]
}

const began = performance.now()
const failed = await forAll('up', '-d')
const seconds = ((performance.now() - began) / 1000).toFixed(1)
const all = (await Promise.all(copies.map(running))).flat()
const ports = new Set(all.flatMap(({ Ports }) => Ports.map(({ PublicPort }) => PublicPort)))
const addresses = new Set(
  all.flatMap(({ NetworkSettings }) => Object.values(NetworkSettings.Networks).map((it) => it.IPAddress)),
)
console.log(
  `${all.length} of ${count} copies run after ${seconds} s, with ${ports.size} ports and ${addresses.size} addresses`,
)
for (const line of failed) console.error(line)
const left = await forAll('down')
for (const copy of copies) await removeProject(`${name}-${copy}`)
const sizes = [all.length, ports.size, addresses.size]
process.exitCode = failed.length + left.length === 0 && sizes.every((size) => size === Number(count)) ? 0 : 1
