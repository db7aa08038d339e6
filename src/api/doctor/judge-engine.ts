import { isOlder } from '../../engine/transport/version.ts'
import { countPools, poolsOf } from '../../run/address-pools.ts'
import { moreRoom, roomOn, roomText } from '../../run/preflight/little-room.ts'
import { moreAddresses } from '../../run/preflight/no-addresses.ts'
import type { EngineFacts, NetworkFacts, ReachedEngine } from './facts.ts'
import { fine, type Finding } from './finding.ts'

/** What is to be said of the engine. */
export function judgeEngine(facts: EngineFacts): readonly Finding[] {
  if (!facts.reached) return [unreachable(facts)]
  return [
    reached(facts),
    ...api(facts),
    builder(facts),
    clock(facts),
    ...disk(facts),
    ...networks(facts),
    ...forwarding(facts),
    ...engineWarnings(facts),
  ]
}

/** Its messages end in what to do, behind the first semicolon. */
function unreachable({ error, fix }: Extract<EngineFacts, { reached: false }>): Finding {
  const [what = '', ...remedies] = error.split('; ')
  const remedy = fix ?? remedies.join('; ')
  return {
    check: 'engine',
    standing: 'problem',
    message: what,
    why: 'every command but those that only read files needs an engine',
    ...(remedy === '' ? {} : { fix: remedy }),
  }
}

function reached({ at, version, info }: ReachedEngine): Finding {
  const what = version.kind === 'podman' ? 'Podman' : 'Docker Engine'
  const traits = [
    info === undefined ? version.os : `${info.os}/${info.architecture}`,
    `API ${version.api}`,
    ...(info === undefined
      ? []
      : [info.operatingSystem, info.storageDriver, info.cgroupVersion && `cgroup ${info.cgroupVersion}`]),
    ...(info?.rootless === true ? ['rootless'] : []),
  ].filter((trait) => trait !== '')
  return fine(
    'engine',
    `${what} ${info?.version ?? ''} at ${at.address} (${at.from}): ${traits.join(', ')}`.replace('  ', ' '),
  )
}

/** The first API of Docker Engine 25, from which on every attribute of the specification that engines know of means something. */
const current = '1.44'

function api({ version }: ReachedEngine): readonly Finding[] {
  if (version.kind === 'podman' || !isOlder(version.api, current)) return []
  return [
    {
      check: 'api',
      standing: 'warning',
      message: `the engine speaks API ${version.api}, which is older than Docker Engine 25`,
      why: 'start_interval of healthchecks, subpath of volumes, a mac_address for each network and mounts of images need a newer one',
      fix: 'update the engine',
    },
  ]
}

function builder({ version }: ReachedEngine): Finding {
  if (version.builder === 'buildkit') return fine('builder', 'images are built with BuildKit of the engine')
  return fine('builder', 'the engine builds images with its classic builder')
}

function clock({ version: { ahead } }: ReachedEngine): Finding {
  if (ahead === 0) return fine('clock', "the engine's clock and this machine's agree")
  const seconds = Math.abs(ahead) / 1000
  return {
    check: 'clock',
    standing: 'warning',
    message: `the engine's clock is ${seconds} s ${ahead > 0 ? 'ahead of' : 'behind'} this machine's`,
    why: '`--since`, `pull_policy: daily` and the times of leases and certificates are off by as much',
    fix: 'set both by NTP; the clock of a virtual machine stands still while its host sleeps: restart it',
  }
}

function disk({ disk: found }: ReachedEngine): readonly Finding[] {
  if (found === undefined) return []
  const message = roomText(found)
  switch (roomOn(found)) {
    case 'enough':
      return [fine('disk', message)]
    case 'little':
      return [{ check: 'disk', standing: 'warning', message, why: 'pulls and builds may fail', fix: moreRoom }]
    case 'none':
      return [{ check: 'disk', standing: 'problem', message, why: 'containers cannot be created', fix: moreRoom }]
  }
}

/** Networks for which there should be room: a project or two. */
const few = 3

function networks({ networks: found, info, version }: ReachedEngine): readonly Finding[] {
  if (found === undefined) return []
  const pools = info && poolsOf(info, version.kind)
  const there = `${found.count} networks${unusedText(found)}`
  if (pools === undefined) return [fine('networks', there)]
  const { subnets: used, routes } = found
  const { all, free } = countPools(pools, { used, routes })
  const message = `${there}; the engine has addresses for ${free} more (its pools are for ${all})`
  if (free > few) return [fine('networks', message)]
  const standing = countPools(pools, { used }).free === 0 ? 'problem' : 'warning'
  const why = 'each project takes one or more, and docker compose stops half way when there is none left'
  return [{ check: 'networks', standing, message, why, fix: moreAddresses }]
}

function unusedText({ unused = [] }: NetworkFacts): string {
  return unused.length === 0 ? '' : `, ${unused.length} of which no container uses`
}

function forwarding({ info }: ReachedEngine): readonly Finding[] {
  if (info?.forwarding !== false) return []
  return [
    {
      check: 'forwarding',
      standing: 'warning',
      message: "IPv4 forwarding is off on the engine's machine",
      why: 'containers reach nothing outside, and published ports do not answer from other machines',
      fix: 'sysctl -w net.ipv4.ip_forward=1, and for good in /etc/sysctl.d',
    },
  ]
}

function engineWarnings({ info }: ReachedEngine): readonly Finding[] {
  return (info?.warnings ?? []).map((text) => {
    const message = `the engine says: ${text.replace(/^WARNING: /, '')}`
    return { check: 'engine-says', standing: 'warning', message }
  })
}
