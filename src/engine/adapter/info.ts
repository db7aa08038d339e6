import { architectureOf } from '../../model/platform.ts'
import type { EngineInfo } from '../engine-info.ts'

/** The parts of `GET /info` that are read (Docker Engine API 1.40 to 1.51; Podman leaves some out). */
export interface RawInfo {
  readonly ServerVersion?: string
  readonly Name?: string
  readonly OperatingSystem?: string
  readonly OSType?: string
  readonly Architecture?: string
  readonly Driver?: string
  readonly CgroupVersion?: string
  readonly SecurityOptions?: readonly string[] | null
  readonly DockerRootDir?: string
  readonly DefaultAddressPools?: readonly { readonly Base?: string; readonly Size?: number }[] | null
  readonly IPv4Forwarding?: boolean
  readonly Warnings?: readonly string[] | null
}

/** An engine's answer as facts. Its architecture is in the words of `uname -m`. */
export function engineInfo(raw: RawInfo): EngineInfo {
  return {
    version: raw.ServerVersion ?? '',
    hostname: raw.Name ?? '',
    operatingSystem: raw.OperatingSystem ?? '',
    os: raw.OSType ?? '',
    architecture: architectureOf(raw.Architecture ?? ''),
    storageDriver: raw.Driver ?? '',
    cgroupVersion: raw.CgroupVersion ?? '',
    rootless: (raw.SecurityOptions ?? []).some((option) => option.includes('name=rootless')),
    dataRoot: raw.DockerRootDir ?? '',
    addressPools: (raw.DefaultAddressPools ?? []).map(({ Base = '', Size = 0 }) => ({ base: Base, size: Size })),
    ...(raw.IPv4Forwarding === undefined ? {} : { forwarding: raw.IPv4Forwarding }),
    warnings: raw.Warnings ?? [],
  }
}
