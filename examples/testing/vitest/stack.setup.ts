// One stack for all test files: up before the first test, gone after the last one, with free ports and volumes of its own.
import { globalSetup } from 'muster-compose/vitest/setup'

export default globalSetup({ files: ['../app/compose.yaml'], waitTimeout: 300 })
