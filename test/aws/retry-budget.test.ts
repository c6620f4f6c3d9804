import t from 'tap'
import { RetryBudget } from '../../src/aws/retry-budget.ts'

t.test('a retry costs five after throttling and ten otherwise, and the last one may use the budget up', async (t) => {
  const budget = new RetryBudget(15)

  t.same([budget.spend('transient'), budget.spend('throttling'), budget.spend('throttling')], [10, 5, undefined])
})

t.test('a retry that is not covered takes nothing', async (t) => {
  const budget = new RetryBudget(9)

  t.equal(budget.spend('transient'), undefined)
  t.equal(budget.spend('throttling'), 5)
})

t.test('a success gives back what its retry cost, or one', async (t) => {
  const budget = new RetryBudget(10)
  const cost = budget.spend('transient')
  t.equal(budget.spend('throttling'), undefined)
  budget.refund(cost)
  t.equal(budget.spend('transient'), 10)

  for (let i = 0; i < 4; i++) budget.refund()
  t.equal(budget.spend('throttling'), undefined)
  budget.refund()
  t.equal(budget.spend('throttling'), 5)
})

t.test('successes do not save up more than the budget', async (t) => {
  const budget = new RetryBudget(5)
  for (let i = 0; i < 100; i++) budget.refund(10)

  t.same([budget.spend('throttling'), budget.spend('throttling')], [5, undefined])
})

t.test('a budget of nothing repeats nothing', async (t) => {
  t.equal(new RetryBudget(0).spend('throttling'), undefined)
})
