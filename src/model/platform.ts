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
  ['armv6l', 'arm'],
  ['armv7l', 'arm'],
  ['i386', '386'],
  ['i686', '386'],
])

const systems: ReadonlySet<string> = new Set(['linux', 'windows', 'darwin', 'freebsd'])

/** The name that Go has for an architecture which people and kernels name otherwise. */
export function architectureOf(name: string): string {
  return architectures.get(name.toLowerCase()) ?? name.toLowerCase()
}

/** Whether an image does for `platform: os[/arch[/variant]]`; a lone architecture is one, too. What is not written, or not known of the image, fits. */
export function suits(wanted: string, image: Platform): boolean {
  const { os = image.os, architecture, variant } = partsOf(wanted)
  if (os !== image.os) return false
  if (architecture !== undefined && architecture !== image.architecture) return false
  return variant === undefined || image.variant === '' || variant === image.variant
}

/** What a `platform` says: `os[/arch[/variant]]`, or a lone architecture, which is in Go's words then. */
export function partsOf(wanted: string): Partial<Platform> {
  const words = wanted.toLowerCase().split('/')
  const [os, architecture, variant] = systems.has(words[0] ?? '') ? words : [undefined, ...words]
  return {
    ...(os === undefined ? {} : { os }),
    ...(architecture === undefined ? {} : { architecture: architectureOf(architecture) }),
    ...(variant === undefined ? {} : { variant }),
  }
}
