import { looksLikeCode } from '../../source/codes.ts'
import { type Command, defineCommand, string } from '../command.ts'
import { UsageError } from '../usage-error.ts'

export const explain: Command = defineCommand({
  id: 'explain',
  summary:
    'Show where a value comes from: every file, env file and variable that sets it, and which one wins; or what a code means',
  description:
    'PATH is a path of the model, such as services.web.environment.DB_URL or services.web, or the name of a variable. Values of keys that look secret are hidden. With the code of an error or warning, such as E020, it shows what that means and what to do; with `codes` it lists them.',
  args: 'PATH|CODE|codes',
  flags: {
    format: string('Format of the output', { options: ['text', 'json'] }),
  },
  run: async ({ flags, args }, { project, loading, emit, terminal }) => {
    const [path, ...more] = args
    if (path === undefined || path === '' || more.length > 0) {
      throw new UsageError(
        `explain takes one path, and ${args.length === 0 ? 'none was given' : `${args.length} were given`}`,
        'write for instance `muster explain services.web.image`',
      )
    }
    const { format = 'text' } = flags
    if (format !== 'text' && format !== 'json')
      throw new UsageError(`unsupported format ${JSON.stringify(format)}`, 'write text or json')
    const meaning = await meaningOf(path, format)
    if (meaning !== undefined) {
      terminal.out.write(`${meaning}\n`)
      return 0
    }
    const { explain: explained } = await import('../../api/explain.ts')
    const { explanation, warnings } = await explained(path, project, loading)
    for (const diagnostic of warnings) emit({ type: 'warning', message: diagnostic.message, diagnostic })
    const { explanationJson, explanationText } = await import('../format/explain-format.ts')
    terminal.out.write(format === 'json' ? explanationJson(explanation) : explanationText(explanation, loading.cwd))
    return 0
  },
})

/** The list of all codes, or the long explanation of one; undefined for everything else. Reads no file of the project. */
async function meaningOf(word: string, format: 'text' | 'json'): Promise<string | undefined> {
  if (word === 'codes') {
    const { codeList, listed } = await import('../../source/explain-code.ts')
    return format === 'text' ? codeList() : JSON.stringify(listed(), null, 2)
  }
  if (!looksLikeCode(word)) return undefined
  const { explainCode, explanationOf } = await import('../../source/explain-code.ts')
  if (format === 'text') return explainCode(word)
  const explanation = explanationOf(word)
  return explanation && JSON.stringify(explanation, null, 2)
}
