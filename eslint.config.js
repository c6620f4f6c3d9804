import neostandard from 'neostandard'

export default neostandard({
  ts: true,
  ignores: ['dist/**', '.build/**', 'node_modules/**', '.tap/**', 'data/**', 'src/graphql/types.generated.ts']
})
