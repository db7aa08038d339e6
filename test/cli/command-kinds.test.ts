import { expect, test } from 'vitest'
import { commands } from '../../src/cli/commands/index.ts'
import { commandKinds } from '../../src/cli/session/command-kinds.ts'

test.each(Object.entries(commandKinds))('what is said of commands that are %s is said of commands', (_, kind) => {
  expect([...kind].filter((name) => !commands.has(name))).toEqual([])
})
