/** A platform as an image has it. */
export interface Platform {
  readonly os: string
  readonly architecture: string
  readonly variant: string
}

const architectures: ReadonlyMap<string, string> = new Map([
  ['x86_64', 'amd64'],
  ['x86-64', 'amd64'],
  ['aarch64', 'arm64'],
  ['armhf', 'arm'],
  ['armel', 'arm'],
  ['i386', '386'],
])

const systems: ReadonlySet<string> = new Set(['linux', 'windows', 'darwin', 'freebsd'])

/** Whether an image does for `platform: os[/arch[/variant]]`; a lone architecture is one, too. What is not written, or not known of the image, fits. */
export function suits(wanted: string, image: Platform): boolean {
  const [first = '', second, third] = wanted.toLowerCase().split('/')
  const [os, architecture, variant] = systems.has(first) ? [first, second, third] : [image.os, first, second]
  if (os !== image.os) return false
  if (architecture !== undefined && (architectures.get(architecture) ?? architecture) !== image.architecture)
    return false
  return variant === undefined || image.variant === '' || variant === image.variant
}
