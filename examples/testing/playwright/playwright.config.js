import { defineConfig } from '@playwright/test'

export default defineConfig({ globalSetup: './stack.setup.js', timeout: 60_000, reporter: 'list' })
