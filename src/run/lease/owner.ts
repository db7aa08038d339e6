import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'

/** A process, told from every other one that ever had its number. */
export interface Owner {
  readonly host: string
  /** What is new each time the machine starts. */
  readonly boot: string
  readonly pid: number
  /** In the machine's own counting; two processes of one number differ in it. */
  readonly start: string
  /** Where the number counts: the containers of a machine share its boot id, and not their process numbers. */
  readonly space: string
  /** What stays the same when the machine starts anew; empty where it has no such name. Absent outside of Linux, and in old notes. */
  readonly machine?: string
}

/** What became of an owner. `elsewhere`: it cannot be known from here. */
export type Whereabouts = 'alive' | 'dead' | 'elsewhere'

/** Where a process runs. */
export type Machine = Pick<Owner, 'host' | 'boot' | 'space' | 'machine'>

/** The process with a number; this one where none is given. */
export function ownerOf(pid: number = process.pid): Owner {
  return { ...thisMachine(), pid, start: startOf(pid) ?? '' }
}

/** As it stands in a label: `<host>/<boot id>/<pid>/<start time>`. */
export function ownerText({ host, boot, pid, start }: Owner): string {
  return [host, boot, pid, start].join('/')
}

/** A number that another process has got since counts as dead. */
export function whereabouts(owner: Owner, here: Machine = thisMachine()): Whereabouts {
  if (owner.host !== here.host) return 'elsewhere'
  // Machines that are made from one image have one name, too.
  if (owner.boot !== here.boot) return isOfThisMachine(owner, here) ? 'dead' : 'elsewhere'
  if (owner.space !== here.space) return 'elsewhere'
  return startOf(owner.pid) === owner.start ? 'alive' : 'dead'
}

/** Whether the owner is, or was, a process here: then the clock is the same, too. */
export function isOfThisMachine({ host, boot, machine }: Owner, here: Machine = thisMachine()): boolean {
  return (
    host === here.host && (boot === here.boot || machine === undefined || (machine !== '' && machine === here.machine))
  )
}

/** The same of a label, whose process may be in another container of the machine: `alive` where its number and start are seen here. */
export function isSeenAlive(text: string): boolean {
  const [host = '', boot = '', pid = '', start = ''] = text.split('/')
  return whereabouts({ ...thisMachine(), host, boot, pid: Number(pid), start }) === 'alive'
}

/** Read from the kernel each time: who looks at many owners hands it on. */
export function thisMachine(): Machine {
  const id = process.platform === 'linux' ? { machine: machineId() } : {}
  return { host: hostname().replaceAll('/', '_'), boot: bootId(), space: processSpace(), ...id }
}

function machineId(): string {
  try {
    return readFileSync('/etc/machine-id', 'utf8').trim()
  } catch {
    return ''
  }
}

function bootId(): string {
  try {
    if (process.platform === 'linux') return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    return said('sysctl', '-n', 'kern.bootsessionuuid')
  } catch {
    return 'unknown'
  }
}

/** Loaded only where the kernel tells nothing in files: commands that look at leases start sooner without it. */
function said(program: string, ...args: readonly string[]): string {
  const { execFileSync } = process.getBuiltinModule('node:child_process')
  return execFileSync(program, args, { encoding: 'utf8', stdio: quiet }).trim()
}

function processSpace(): string {
  try {
    return process.platform === 'linux' ? readlinkSync('/proc/self/ns/pid') : ''
  } catch {
    return ''
  }
}

/** Undefined when there is no such process, or it has ended and nobody has asked how. */
function startOf(pid: number): string | undefined {
  try {
    if (process.platform !== 'linux') return said('ps', '-o', 'lstart=', '-p', String(pid))
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name may hold anything, brackets, too: the fields are counted from behind it. The first is the state, the 20th the start.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return /[ZX]/i.test(fields[0] ?? '') ? undefined : fields[19]
  } catch {
    return undefined
  }
}

const quiet: ['ignore', 'pipe', 'ignore'] = ['ignore', 'pipe', 'ignore']
