import { expect, test } from 'vitest'
import { createContact } from '../../src/api/play/contact.ts'
import { EngineError } from '../../src/engine/engine-error.ts'

const absent = async (): Promise<never> =>
  await Promise.reject(new EngineError('nobody there', { operation: 'list containers' }))

test('an engine that has never answered is none; one that has is missed', async () => {
  const contact = createContact()
  expect(await contact.ask(absent)).toBeUndefined()
  expect(await contact.ask(async () => await Promise.resolve(1))).toBe(1)
  await expect(contact.ask(absent)).rejects.toThrow('nobody there')
})

test('a refusal is an answer', async () => {
  const refusing = new EngineError('no', { operation: 'list containers', status: 500 })
  await expect(createContact().ask(async () => await Promise.reject(refusing))).rejects.toThrow(refusing)
})
