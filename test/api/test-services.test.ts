import { expect, test } from 'vitest'
import { servicesFor } from '../../src/api/test/services.ts'
import type { NoSuchService } from '../../src/model/no-such-service.ts'
import { projectOf } from '../plan/helper.ts'

test('a test that no service is, is told with those that a profile turns on, too', async () => {
  const project = await projectOf('services: {db: {image: a}, e2e: {image: b, profiles: [test]}}')
  const subject = (service: string) => ({ kind: 'service', service, command: [] }) as const
  const errorOf = (service: string): NoSuchService | undefined => {
    try {
      servicesFor(subject(service), [], project)
      return undefined
    } catch (error) {
      return error as NoSuchService
    }
  }
  expect(errorOf('e2e')).toBeUndefined()
  expect(errorOf('e3e')).toMatchObject({ message: 'no such service: e3e', fix: 'did you mean `e2e`?' })
  expect(errorOf('nothing')?.fix).toBe('the services are: db, e2e')
})
