// `npm run helper`: scripts/helper/listing.c -> src/run/volumes/listing-programs.ts. Wants gcc and aarch64-linux-gnu-gcc (Debian's
// gcc-aarch64-linux-gnu), of which the muster that uses it needs neither.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { listingSource, sourceDigest } from './helper-source.ts'

const flags =
  `-Os -Wall -Wextra -Werror -static -nostdlib -ffreestanding -fno-pie -no-pie -fno-ident -fno-stack-protector
  -fno-asynchronous-unwind-tables -fno-unwind-tables -fno-tree-loop-distribute-patterns
  -Wl,--build-id=none,-z,noseparate-code,-z,noexecstack,-s`.split(/\s+/)
const compilers = { amd64: 'gcc', arm64: 'aarch64-linux-gnu-gcc' }

const folder = mkdtempSync(join(tmpdir(), 'muster-helper-'))
try {
  const programs = Object.entries(compilers).map(([architecture, compiler]) => {
    const program = join(folder, architecture)
    execFileSync(compiler, [...flags, '-o', program, listingSource], { stdio: 'inherit' })
    const lines =
      readFileSync(program)
        .toString('base64')
        .match(/.{1,110}/g) ?? []
    return `  [\n    '${architecture}',\n    [\n${lines.map((line) => `      '${line}',`).join('\n')}\n    ].join(''),\n  ],`
  })
  const text = `// Made by \`npm run helper\` of scripts/helper/listing.c.

/** Digest of the source of which they were made. */
export const madeOf = '${sourceDigest()}'

/** The program that lists what an engine's tar leaves out of a volume, by the engine's architecture: static, in base64. */
export const listingPrograms: ReadonlyMap<string, string> = new Map([
${programs.join('\n')}
])
`
  writeFileSync('src/run/volumes/listing-programs.ts', text)
} finally {
  rmSync(folder, { recursive: true })
}
