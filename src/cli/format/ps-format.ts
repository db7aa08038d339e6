import type { ContainerSummary } from '../../api/ps.ts'
import { formatRows, type RowFormat } from './format-rows.ts'
import { struct } from './go-template.ts'
import { columns, type Cut, rowOf } from './ps-row.ts'

const look: RowFormat = {
  table: '{{.Name}}\t{{.Image}}\t{{.Command}}\t{{.Service}}\t{{.RunningFor}}\t{{.Status}}\t{{.Ports}}',
  raw: [
    'container_id: {{.ID}}',
    'image: {{.Image}}',
    'command: {{.Command}}',
    'created_at: {{.CreatedAt}}',
    'state: {{.State}}',
    'status: {{.Status}}',
    'names: {{.Names}}',
    'labels: {{.Labels}}',
    'ports: {{.Ports}}',
    '',
  ].join('\n'),
  headers: {
    CreatedAt: 'CREATED AT',
    ExitCode: 'EXIT CODE',
    ID: 'CONTAINER ID',
    LocalVolumes: 'LOCAL VOLUMES',
    RunningFor: 'CREATED',
  },
  columns,
}

/** The text of `ps --format`: `table`, `table TEMPLATE`, `json` (one object a line), `raw` or a template. Throws UsageError. */
export function formatPs(containers: readonly ContainerSummary[], format: string, cut: Cut): string {
  const rows = containers.map((container) =>
    struct({
      type: '*formatter.ContainerContext',
      fields: rowOf(container, cut),
      methods: { Label: (key = '') => container.labels.get(key) ?? '' },
    }),
  )
  return formatRows(rows, format, look)
}
