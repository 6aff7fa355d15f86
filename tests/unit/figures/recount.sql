-- All figures, of the country, its provinces and agencies, out of `cases`, `told` (their events) and `workdays`, by nothing but
-- the definitions in docs/figures.md.

-- Moments are by the clock of the case.
create table events as
select told.* replace (
    told.moment + to_hours(hours) as moment, told.expires_at + to_hours(hours) as expires_at
)
from told join cases using (id);

create table calendar as
select
    day,
    -- Working days up to and with the day, and the first one from it on.
    sum(worked::int) over (order by day) as nth,
    min(case when worked then day end)
        over (order by day rows between current row and unbounded following) as next_worked
from workdays;

create table rounds as
select
    id,
    min(moment) as filed_at,
    max(moment) as seen_at,
    min(number) filter (type in ('answered', 'archived', 'merged', 'closed')) as last_number
from events group by id;

-- The events of the first round, its end included.
create table first_round as
select events.*
from events join rounds using (id)
where events.number <= coalesce(last_number, 1000000);

create table lives as
select
    id, any_value(filed_at) as filed_at, any_value(seen_at) as seen_at,
    min(moment) filter (type = 'routed') as routed_at,
    arg_min("by", number) filter (type = 'routed') as routed_by,
    min(moment) filter (type in ('started', 'interim_replied', 'answered')) as stepped_at,
    min(moment) filter (type = 'answered') as answered_at,
    min(moment) filter (type = 'archived' and not by_reporter) as archived_at,
    min(moment) filter (number = last_number) as ended_at
from first_round join rounds using (id) group by id;

create table holdings as
with moves as (
    select
        id, number, type, agency_id, moment as since,
        lead(moment) over (partition by id order by number) as until,
        lead(type) over (partition by id order by number) as ended_by,
        sum((type <> 'triage')::int) over (partition by id order by number) as nth
    from first_round where type in ('routed', 'transferred', 'returned', 'reassigned', 'triage')
)
select id, nth, agency_id, since, until, ended_by in ('routed', 'transferred', 'returned') as handed_on,
    ended_by in ('transferred', 'returned') as declined
from moves where type not in ('returned', 'triage');

create table pauses as
select
    held.id, held.moment as begun,
    coalesce(
        (
            select arg_min(
                case when type in ('hold_expired', 'question_withdrawn') then least(over.moment, over.expires_at) else over.moment end,
                over.number
            )
            from (
                select e.id, e.number, e.type, e.moment, held_again.expires_at
                from first_round e
                left join first_round held_again
                    on held_again.id = e.id and held_again.type = 'held' and held_again.number < e.number
                where e.type in ('messaged', 'hold_expired', 'question_withdrawn', 'answered', 'archived', 'merged', 'closed')
            ) over
            where over.id = held.id and over.number > held.number
        ),
        rounds.seen_at
    ) as ended
from first_round held join rounds using (id)
where held.type = 'held';

-- What is measured in working days: since when, until when, and of whom.
create table spans as
select id, 'verify' as stage, filed_at as since,
    coalesce(routed_at, archived_at, ended_at, seen_at) as until,
    coalesce(routed_at, archived_at) is not null as done, null as agency_id
from lives
union all
select id, 'follow_up', routed_at, coalesce(stepped_at, ended_at, seen_at),
    stepped_at is not null, null
from lives where routed_at is not null
union all
select id, 'handle', routed_at, answered_at, true, null
from lives where routed_at is not null and answered_at is not null
union all
select id, 'resolve', filed_at, coalesce(answered_at, ended_at, seen_at),
    answered_at is not null, null
from lives
union all
select id, 'holding ' || nth, since, until, handed_on, agency_id
from holdings where until is not null
union all
-- How long the one that has it at the end had it when it put it away, or made two of it.
select id, case type when 'split' then 'until split' else 'until archived' end, since, min(moment),
    true, h.agency_id
from holdings h join first_round e using (id)
where until is null and type in ('split', 'archived') and moment >= since
    and (by_agency or by_whom = h.agency_id)
group by id, type, since, h.agency_id;

create table measured as
with paused as (
    select s.id, s.stage, sum(greatest(0, least_.nth - greatest_.nth)) as days
    from spans s
    join pauses p on p.id = s.id and p.ended > s.since and p.begun < s.until
    join calendar greatest_ on greatest_.day = greatest(p.begun, s.since)::date
    join calendar least_ on least_.day = least(p.ended::date, s.until::date)
    group by s.id, s.stage
)
select s.*,
    greatest(
        0, greatest(0, last_day.nth - arrival.nth) - coalesce(paused.days, 0)
    )::int as days
from spans s
join calendar came
    on came.day = s.since::date + (case when s.since::time >= time '16:00' then 1 else 0 end)
join calendar arrival on arrival.day = came.next_worked
join calendar last_day on last_day.day = s.until::date
left join paused on paused.id = s.id and paused.stage = s.stage;

create table classed as
select *, case when supervisory and kind = 'complaint' then 'supervisory' else kind end as class
from cases;

create macro told(stage, days) as
    least(days, case when stage in ('verify', 'follow_up') then 15 else 75 end);

create table limits as
select id, 'verify' as stage, 3 as days from cases
union all select id, 'follow_up', 5 from cases
union all select id, 'resolve', case class when 'complaint' then 14 when 'supervisory' then 60 else 5 end
from classed;

create table now_with as
select id, agency_id, since from holdings where until is null;

-- Why a case is archived, where that was the last end of it and was not undone.
create table archives as
select id, arg_max(reason, number) as reason
from events where type in ('archived', 'closed', 'reopened') group by id
having arg_max(type, number) = 'archived';

-- What was taken up again, but not by whoever had withdrawn it.
create table reopenings as
select id from (
    select id, type, lag(type = 'archived' and by_reporter) over (partition by id order by number) as withdrawn
    from events where type in ('archived', 'closed', 'reopened')
) where type = 'reopened' and not coalesce(withdrawn, false);

create table said as
select id, case when split_off then 'split_off' else 'filed' end as measure from cases
union all select id, 'status:' || status from cases
union all select id, case stage when 'verify' then 'v' when 'follow_up' then 'f' when 'resolve' then 'r'
    else 'h' end || told(stage, days) from measured join cases using (id)
    where stage in ('verify', 'follow_up', 'handle', 'resolve') and done and not split_off
union all select m.id, m.stage || case when m.days <= l.days then ':kept' else ':late' end
    from measured m join limits l using (id, stage) where m.done or m.days > l.days
union all select distinct id, type from events where type in ('returned', 'held', 'answered')
union all select distinct id, 'reopened' from reopenings
union all select distinct id, 'appealed' from events where type = 'appealed'
union all select distinct id, 'upheld' from events where upheld
union all select distinct id, 'rerouted' from holdings where handed_on
union all select h.id, 'misrouted:' || routed_by from holdings h join lives using (id)
    join measured m on m.id = h.id and m.stage = 'holding 1'
    where h.nth = 1 and h.declined and m.days <= 5 and routed_by <> 'officer'
union all select distinct id, 'rated' from events where satisfied is not null
union all select id, 'satisfied' from (
    select id, arg_max(satisfied, number) as satisfied
    from events where type in ('rated', 'appealed') group by id
) where satisfied
union all select id, 'routed:' || routed_by from lives where routed_by is not null
union all select id, 'escalated:' || max(level) from events where type = 'escalated' group by id
union all select id, 'archived:' || reason from archives
union all select id, 'closed:' || reason from (
    select id, arg_max(
        case type
            when 'closed' then reason
            when 'rated' then coalesce(closed_reason, '')
            when 'appeal_decided' then case when upheld then '' else 'appeal_decided' end
            else ''
        end, number
    ) as reason
    from events where type in ('closed', 'rated', 'appealed', 'appeal_decided', 'reopened') group by id
) where reason <> '';

create table places as
select id, 'all' as dimension, '-' as value from cases
union all select id, 'class', class from classed
union all select id, 'category', coalesce(category, '-') from cases
union all select id, 'sector', coalesce(sector, '-') from cases
union all select id, 'province', coalesce(region[:2], '-') from cases
union all select id, 'regency', case when length(region) > 2 then region else '-' end from cases
union all select id, 'agency', coalesce(agency_id, '-') from cases left join now_with using (id)
union all select id, 'channel', channel from cases;

-- What is broken down by what: the country, and of what is known each province and each agency.
create table kept as
select id, 'country' as scope, dimension, value from places where dimension <> 'regency'
union all
select id, whole.dimension || ':' || whole.value, part.dimension, part.value
from places whole join places part using (id)
where whole.value <> '-' and (
    (whole.dimension = 'province' and part.dimension in ('class', 'category', 'regency'))
    or (whole.dimension = 'agency' and part.dimension in ('class', 'category'))
);

-- Of what has many values the calendar year too.
create table periods as
select id, strftime(filed_at, '%Y-%m') as period, false as whole_year from lives
union all select id, 'Y' || strftime(filed_at, '%Y'), true from lives;

-- What counts for one agency alone.
create table kept_too_long as
select distinct m.id, m.agency_id from measured m where m.stage like 'holding%' and m.done and m.days > 3;

create table outcomes as
with others as (
    select m.id, sum(m.days) as days
    from measured m
    join now_with w on w.id = m.id and w.agency_id <> m.agency_id
    join kept_too_long k on k.id = m.id and k.agency_id = m.agency_id
    where m.stage like 'holding%'
    group by m.id
),
appeals as (
    select id, arg_max(type, number) = 'appealed' as open, coalesce(bool_or(upheld), false) as upheld
    from events where type in ('appealed', 'appeal_decided') group by id
)
select
    w.id, w.agency_id, lives.answered_at is not null as answered,
    lives.answered_at - w.since < interval 10 minutes as at_once,
    coalesce(a.open, false) as open, coalesce(a.upheld, false) as upheld,
    exists (select 1 from reopenings r where r.id = w.id) as reopened,
    m.days - coalesce(others.days, 0) > l.days as late,
    away.id is not null as archived, two.id is not null as split,
    coalesce(away.days > 3 and ended.reason <> 'withdrawn', false) or coalesce(two.days > 3, false) as slow
from now_with w
join lives using (id)
join measured m on m.id = w.id and m.stage = 'resolve'
join limits l on l.id = w.id and l.stage = 'resolve'
left join others on others.id = w.id
left join appeals a on a.id = w.id
left join archives ended on ended.id = w.id
left join measured away on away.id = ended.id and away.stage = 'until archived'
left join measured two on two.id = w.id and two.stage = 'until split'
where not exists (select 1 from kept_too_long k where k.id = w.id and k.agency_id = w.agency_id);

create table to_agencies as
select id, agency_id, unnest(['handed_late', 'bad']) as measure from kept_too_long
union all select id, agency_id, 'bad' from outcomes where upheld or reopened or late or slow
union all select id, agency_id, 'good' from outcomes
    where answered and not (upheld or reopened or late or slow or open or split)
union all select id, agency_id, 'at_once' from outcomes where answered and at_once
union all select id, agency_id, 'archived' from outcomes
    where archived and not (upheld or reopened or late or slow);

-- By day and by the hour: what reporters filed, and nothing else of it.
create table filed as
select id, dimension, value, filed_at
from places join lives using (id) join cases using (id)
where not split_off and dimension in ('all', 'province', 'regency', 'agency', 'sector');

-- What a case adds where officers read.
create table added as
    select id, scope, dimension, value, period, measure
    from said join kept using (id) join periods using (id)
    where dimension in ('category', 'agency') or not whole_year
    union all
    select id, 'country', 'agency', agency_id, period, measure
    from to_agencies join periods using (id)
    where measure in ('bad', 'handed_late') or id not in (select id from cases where split_off)
    union all
    select id, 'country', dimension, value, strftime(filed_at, '%Y-%m-%d'), 'filed' from filed
    union all
    select id, 'country', dimension, value, strftime(filed_at, '%Y-%m') || '-hours',
        strftime(filed_at, '%H')
    from filed where dimension <> 'sector';

-- Who reads a case: everybody, or not; what only waits to be looked at is neither.
create table told_to as
select id, not (confidential or never) as public
from (select *, coalesce(archive_reason in ('spam', 'abusive'), false) as never from cases)
where not unchecked or confidential or never;

-- And where everybody reads: all of what is public, and of what is hidden how much there is, and
-- how it went.
create table counted as
select scope, dimension, value, period, measure, count(*)::int as n
from (
    select scope, dimension, value, period, measure from added
    union all
    select replace('open:' || scope, 'open:country', 'open'), dimension, value, period,
        case when public then measure else 'hidden:' || measure end
    from added join told_to using (id)
    where public or measure in ('filed', 'split_off', 'good', 'bad')
)
group by all;
