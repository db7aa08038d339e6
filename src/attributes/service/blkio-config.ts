import type { Plain } from '../../plain.ts'
import type { ContainerDraft } from '../../spec.ts'
import { bytes } from '../grammar/bytes.ts'
import { type Attribute, extend } from '../kinds/attribute.ts'
import { listOf } from '../kinds/list-of.ts'
import { record } from '../kinds/record.ts'
import { count, integer, type IntegerRange, string, type Whole } from '../kinds/scalars.ts'

/** Shares and limits of block devices, in the order of docker compose's struct. */
export interface BlkioConfig {
  readonly weight?: number
  readonly weight_device?: readonly WeightDevice[]
  readonly device_read_bps?: readonly ThrottleDevice[]
  readonly device_read_iops?: readonly ThrottleDevice[]
  readonly device_write_bps?: readonly ThrottleDevice[]
  readonly device_write_iops?: readonly ThrottleDevice[]
}

interface WeightDevice {
  readonly path?: string
  readonly weight?: number
}

interface ThrottleDevice {
  readonly path?: string
  /** Bytes or operations in a second. */
  readonly rate?: Whole
}

/** Go's `uint16`. */
const weight: IntegerRange<number> = { from: 0, to: 65_535, texts: 'refused' }

/** Both structs lack JSON names in docker compose 2.40.3, hence the capitals, and print zeros (quirk 3). */
const weightDevice: Attribute<WeightDevice> = extend(
  record({ path: string(), weight: count(weight) }) as Attribute<WeightDevice>,
  {
    print: ({ path = '', weight = 0 }, form) => (form === 'json' ? { Path: path, Weight: weight } : { path, weight }),
  },
)

const throttleDevice: Attribute<ThrottleDevice> = extend(
  record({ path: string(), rate: bytes() }) as Attribute<ThrottleDevice>,
  {
    print: ({ path = '', rate = 0 }, form): Plain => {
      return form === 'json' ? { Path: path, Rate: String(rate) } : { path, rate: String(rate) }
    },
  },
)

const fields: Attribute<BlkioConfig> = record({
  weight: integer(weight),
  weight_device: listOf(weightDevice),
  device_read_bps: listOf(throttleDevice),
  device_read_iops: listOf(throttleDevice),
  device_write_bps: listOf(throttleDevice),
  device_write_iops: listOf(throttleDevice),
})

/** `blkio_config`. */
export const blkioConfig: Attribute<BlkioConfig> = extend(fields, { translate: translateBlkio })

const throttles = [
  ['device_read_bps', 'BlkioDeviceReadBps'],
  ['device_read_iops', 'BlkioDeviceReadIOps'],
  ['device_write_bps', 'BlkioDeviceWriteBps'],
  ['device_write_iops', 'BlkioDeviceWriteIOps'],
] as const

function translateBlkio(value: BlkioConfig, { body: { HostConfig } }: ContainerDraft): void {
  if (value.weight !== undefined) HostConfig['BlkioWeight'] = value.weight
  if (value.weight_device !== undefined) {
    HostConfig['BlkioWeightDevice'] = value.weight_device.map(({ path = '', weight = 0 }) => ({
      Path: path,
      Weight: weight,
    }))
  }
  for (const [key, field] of throttles) {
    const devices = value[key]
    if (devices !== undefined)
      HostConfig[field] = devices.map(({ path = '', rate = 0 }) => ({ Path: path, Rate: rate }))
  }
}
