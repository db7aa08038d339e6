// `npm run build`: src -> dist.
//
//   cli.cjs      muster itself: our code, yaml and the compiled validator, as far as everyday commands need it
//   rest.cjs     the rest of it, loaded by the first command that needs something of it
//   engine.cjs   dockerode, loaded by the first module of src/engine/ that wants it
//   watchdog.cjs what a lease's watchdog runs
//   help.cjs     oclif's help, loaded by --help
//   dockerfile.cjs the parser of Dockerfiles, loaded by lint
//   index.js     the library, as ES modules with types; it brings all that it needs along, and installs nothing beside itself
//   require/     the library's types for TypeScript that compiles to CommonJS
//   engine.js, dockerfile.js  the files above for the library
//
// The modules of these two are functions of one loader, so that each exists once, however it is reached.
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { promisify } from 'node:util'
import { build, type BuildOptions, type BuildResult, type Plugin } from 'esbuild'
import { everydayOutputs } from './everyday.ts'
import { pack } from './pack.ts'
import { declareForRequire, pruneDeclarations } from './prune-declarations.ts'
import { thirdPartyLicenses } from './third-party-licenses.ts'
import { generateValidator } from './validator.ts'

const require = createRequire(import.meta.url)
const dockerode = dirname(require.resolve('dockerode'))

/** What the package exports. */
const libraryEntries = ['src/index.ts', 'src/vitest/index.ts', 'src/vitest/setup.ts']

const common: BuildOptions = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node22',
  external: ['cpu-features'],
  loader: { '.node': 'empty' },
  // bin/muster loads the files itself, and Node warns of an import() in a script that was not loaded by Node.
  supported: { 'dynamic-import': false },
  define: { 'import.meta.dirname': '__dirname', 'import.meta.url': '__filename' },
  // Short names, too: 300 kB less to read and fewer strings to restore are 4 ms of every start.
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
}

// Built aside and put in place whole: a muster that starts meanwhile finds the old one or the new one.
const out = `dist.${process.pid}`
const old = `${out}.old`

await generateValidator()
try {
  const parts = await Promise.allSettled([
    bundleCli(),
    bundleWatchdog(),
    bundleEngine(),
    bundleHelp(),
    bundleDockerfile(),
    bundleLibrary(),
    emitTypes(),
  ])
  const failed = parts.filter((part) => part.status === 'rejected')
  if (failed.length > 0) throw new Error(failed.map((part) => String(part.reason)).join('\n'))
  await pruneDeclarations(
    out,
    libraryEntries.map((path) => path.replace(/^src\/(.*)\.ts$/, '$1.d.ts')),
  )
  await declareForRequire(out, 'index.d.ts', join(out, 'require'))
  const inputs = parts.flatMap((part) => (part.status === 'fulfilled' ? (part.value ?? []) : []))
  await writeFile(`${out}/THIRD-PARTY-LICENSES.txt`, await thirdPartyLicenses(inputs))
  await markBundles()
  if (existsSync('dist')) await rename('dist', old)
  await rename(out, 'dist')
} catch (error) {
  console.error((error as Error).message)
  process.exitCode = 1
} finally {
  await Promise.all([out, old].map((directory) => rm(directory, { recursive: true, force: true })))
}

/** Paths of what a bundle is made of. */
function inputsOf({ metafile }: Pick<BuildResult, 'metafile'>): readonly string[] {
  return Object.values(metafile?.outputs ?? {}).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])),
  )
}

async function bundleCli(): Promise<readonly string[]> {
  const { outputFiles, metafile } = await build({
    ...common,
    format: 'esm',
    supported: {},
    splitting: true,
    entryPoints: { main: 'src/cli/main.ts' },
    chunkNames: '[hash]',
    outdir: out,
    write: false,
    metafile: true,
    plugins: [
      asFile(/^dockerode$/, './engine.cjs'),
      asFile(/^@oclif\/core\/help$/, './help.cjs'),
      asFile(/^dockerfile-ast$/, './dockerfile.cjs'),
    ],
  })
  await mkdir(out, { recursive: true })
  const everyday = everydayOutputs(metafile)
  const { main, rest } = pack(outputFiles, 'main', (path) => everyday.has(relative('.', path)))
  await writeFile(`${out}/cli.cjs`, main)
  await writeFile(`${out}/rest.cjs`, rest)
  return inputsOf({ metafile })
}

/** It waits while others need the machine, so it reads no more than it may come to need. */
async function bundleWatchdog(): Promise<readonly string[]> {
  const entryPoints = { watchdog: 'src/api/lease/watchdog.ts' }
  const outExtension = { '.js': '.cjs' }
  return inputsOf(
    await build({
      ...common,
      entryPoints,
      outdir: out,
      outExtension,
      plugins: [asFile(/^dockerode$/, './engine.cjs')],
    }),
  )
}

/** dockerode and docker-modem require gRPC, ssh, TLS, tar and an old copy of Node's streams at start: 120 ms for what hardly a run uses. */
async function bundleEngine(): Promise<readonly string[]> {
  const member = (module: string): string => `module.exports = new Proxy({}, { get: (_, name) => ${module}[name] })`
  const lazily = new Map([
    ['https', member("require('node:https')")],
    ['zlib', member("require('node:zlib')")],
    ['readable-stream', "module.exports = require('node:stream')"],
    ['tar-fs', member("require('tar-fs/index.js')")],
    ['@balena/dockerignore', "module.exports = (...args) => require('@balena/dockerignore/ignore.js')(...args)"],
    // The modem formats each request's options with everything that hangs on them, for a debug line that nobody reads.
    [
      'util',
      `const util = require('node:util')
       const inspect = Object.assign(() => '', { custom: util.inspect.custom })
       module.exports = Object.create(util, { inspect: { value: inspect } })`,
    ],
    // dockerode's gRPC is for builds, which muster does itself.
    ['./session', ''],
    ['./buildkit', ''],
    // Its own way over ssh, a login for each request; ours is src/engine/transport/ssh-tunnel.ts.
    ['./ssh', ''],
  ])
  const lazy: Plugin = {
    name: 'lazy',
    setup(bundle) {
      bundle.onResolve(
        { filter: /^(\.\/(session|buildkit|ssh)|https|util|zlib|readable-stream|tar-fs|@balena\/dockerignore)$/ },
        ({ path }) => ({
          path,
          namespace: 'lazy',
        }),
      )
      bundle.onLoad({ filter: /.*/, namespace: 'lazy' }, ({ path }) => {
        const contents = lazily.get(path)
        if (contents === undefined) throw new Error(`nothing to put in place of ${path}`)
        return { contents, loader: 'js', resolveDir: dockerode }
      })
    },
  }
  return inputsOf(
    await build({
      ...common,
      entryPoints: [require.resolve('dockerode')],
      outfile: `${out}/engine.cjs`,
      plugins: [lazy],
    }),
  )
}

async function bundleHelp(): Promise<readonly string[]> {
  return inputsOf(
    await build({ ...common, entryPoints: [require.resolve('@oclif/core/help')], outfile: `${out}/help.cjs` }),
  )
}

async function bundleDockerfile(): Promise<readonly string[]> {
  // Its parts also come as ES modules, which esbuild can read; the others are asked for by a loader that it cannot.
  const mainFields = ['module', 'main']
  const entryPoints = [require.resolve('dockerfile-ast')]
  return inputsOf(await build({ ...common, mainFields, entryPoints, outfile: `${out}/dockerfile.cjs` }))
}

/** bin/muster reads the bundles as Latin-1, which is fastest, tells them by the hash in their first line, and calls them. */
async function markBundles(): Promise<void> {
  const bundles = (await readdir(out)).filter((name) => name.endsWith('.cjs'))
  await Promise.all(
    bundles.map(async (name) => {
      const code = (await readFile(join(out, name), 'utf8')).replace(/[^\0-\x7f]/g, escaped)
      const hash = createHash('sha256').update(code).digest('hex').slice(0, 32)
      await writeFile(
        join(out, name),
        `// ${hash}\n(function (exports, require, module, __filename, __dirname) { ${code}\n})`,
      )
    }),
  )
}

/** esbuild escapes in strings, so what is left stands in regular expressions. */
function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}

/** The entries of the package share their modules, which exist once however they are reached. */
async function bundleLibrary(): Promise<readonly string[]> {
  const { metafile } = await build({
    ...common,
    format: 'esm',
    supported: {},
    define: {},
    minify: false,
    splitting: true,
    entryPoints: libraryEntries,
    outbase: 'src',
    outdir: out,
    chunkNames: 'library-[hash]',
    external: ['vitest'],
    // What was written for CommonJS asks for Node's own modules.
    banner: {
      js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);",
    },
    plugins: [asFile(/^dockerode$/, './engine.js'), asFile(/^dockerfile-ast$/, './dockerfile.js')],
  })
  await writeFile(`${out}/engine.js`, bundleLoader('engine', 'export default loaded'))
  await writeFile(`${out}/dockerfile.js`, bundleLoader('dockerfile', 'export const { DockerfileParser } = loaded'))
  await demandNode()
  return inputsOf({ metafile })
}

/**
 * Lets each entry of the library say first which Node it needs. Not a module of src/: the bundler is free to put it behind others,
 * which fail on an older Node for want of what they call.
 */
async function demandNode(): Promise<void> {
  const needs = '`muster-compose needs Node 22 or newer, and this is ${process.version}; put a newer one first in PATH`'
  const check = `if (Number.parseInt(process.versions.node, 10) < 22) throw new Error(${needs})\n`
  await writeFile(`${out}/node-version.js`, check)
  for (const entry of libraryEntries) {
    const file = join(out, entry.replace(/^src\/(.*)\.ts$/, '$1.js'))
    const version = relative(dirname(file), join(out, 'node-version.js'))
    await writeFile(
      file,
      `import ${JSON.stringify(version.replace(/^(?!\.)/, './'))};\n${await readFile(file, 'utf8')}`,
    )
  }
}

/** Calls a bundle as bin/muster does, but for its cache of compiled code. */
function bundleLoader(name: string, exported: string): string {
  return `import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Script } from 'node:vm'

const requireNode = createRequire(import.meta.url)

function load(name) {
  const filename = fileURLToPath(new URL(name, import.meta.url))
  const module = { exports: {} }
  const requireFrom = (wanted) => (/^\\.\\/\\w+\\.cjs$/.test(wanted) ? load(wanted) : requireNode(wanted))
  new Script(readFileSync(filename, 'latin1'), { filename })
    .runInThisContext()
    .call(module.exports, module.exports, requireFrom, module, filename, dirname(filename))
  return module.exports
}

const loaded = load('./${name}.cjs')
${exported}
`
}

async function emitTypes(): Promise<void> {
  await promisify(execFile)('node_modules/.bin/tsc', ['-p', 'tsconfig.build.json', '--outDir', out]).catch(
    (error: Error & { stdout?: string }) => {
      throw new Error(error.stdout ?? error.message)
    },
  )
}

/** Leaves what is imported under such a name out of the bundle: it is loaded from the file beside it. */
function asFile(filter: RegExp, path: string): Plugin {
  return {
    name: 'as-file',
    setup(bundle) {
      bundle.onResolve({ filter }, () => ({ path, external: true }))
    },
  }
}
