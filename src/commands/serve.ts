import type { Command } from 'commander'

export function registerServe (program: Command): void {
  program.command('serve')
    .description('Answer searches over GraphQL')
    .action(async () => {
      const { serve } = await import('../server.ts')
      await serve(process.env)
    })
}
