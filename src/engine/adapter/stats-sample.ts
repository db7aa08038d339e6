import type { BlockStats, CpuStats, CpuUsage, MemoryStats, NetworkStats, StatsSample } from '../container-looks.ts'
import { type Form, listOf, mapOf, maybe, number, record, text } from '../transport/form.ts'

const cpu = record<CpuStats>({
  cpu_usage: maybe(record<CpuUsage>({ total_usage: maybe(number), percpu_usage: maybe(listOf(number)) })),
  system_cpu_usage: maybe(number),
  online_cpus: maybe(number),
})

const memory = record<MemoryStats>({ usage: maybe(number), limit: maybe(number), stats: maybe(mapOf(number)) })

const blocks = listOf(record<BlockStats>({ op: text, value: number }))

/** The form of a sample. */
export const statsSample: Form<StatsSample> = record<StatsSample>({
  cpu_stats: maybe(cpu),
  precpu_stats: maybe(cpu),
  memory_stats: maybe(memory),
  networks: maybe(mapOf(record<NetworkStats>({ rx_bytes: number, tx_bytes: number }))),
  blkio_stats: maybe(record({ io_service_bytes_recursive: maybe(blocks) })),
  pids_stats: maybe(record({ current: maybe(number) })),
})
