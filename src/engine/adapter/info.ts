import { architectureOf } from '../../model/platform.ts'
import type { EngineInfo } from '../engine-info.ts'
import { flag, type Form, listOf, maybe, number, record, text } from '../transport/form.ts'

/** The parts of `GET /info` that are read (Docker Engine API 1.40 to 1.51; Podman leaves some out). */
export interface RawInfo {
  readonly ServerVersion?: string | null
  readonly Name?: string | null
  readonly OperatingSystem?: string | null
  readonly OSType?: string | null
  readonly Architecture?: string | null
  readonly Driver?: string | null
  readonly CgroupVersion?: string | null
  readonly SecurityOptions?: readonly string[] | null
  readonly DockerRootDir?: string | null
  readonly DefaultAddressPools?: readonly Pool[] | null
  readonly IPv4Forwarding?: boolean | null
  readonly Warnings?: readonly string[] | null
}

interface Pool {
  readonly Base?: string | null
  readonly Size?: number | null
}

export const rawInfo: Form<RawInfo> = record<RawInfo>({
  ServerVersion: maybe(text),
  Name: maybe(text),
  OperatingSystem: maybe(text),
  OSType: maybe(text),
  Architecture: maybe(text),
  Driver: maybe(text),
  CgroupVersion: maybe(text),
  SecurityOptions: maybe(listOf(text)),
  DockerRootDir: maybe(text),
  DefaultAddressPools: maybe(listOf(record<Pool>({ Base: maybe(text), Size: maybe(number) }))),
  IPv4Forwarding: maybe(flag),
  Warnings: maybe(listOf(text)),
})

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
    addressPools: (raw.DefaultAddressPools ?? []).map(({ Base, Size }) => ({ base: Base ?? '', size: Size ?? 0 })),
    ...(typeof raw.IPv4Forwarding === 'boolean' && { forwarding: raw.IPv4Forwarding }),
    warnings: raw.Warnings ?? [],
  }
}
