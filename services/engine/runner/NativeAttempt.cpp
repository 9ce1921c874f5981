#include "services/engine/runner/NativeAttempt.h"

#include "services/engine/runner/AnswerSources.h"
#include "services/engine/runner/JudgePanel.h"
#include "services/engine/runner/RecordedModel.h"
#include "services/engine/runner/StoredItems.h"

#include <QCoreApplication>

namespace assay::engine {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("assay", text); }

constexpr int recordedWindow = 64;   // answers that wait to be scored
constexpr int mostUnstored = 1024;   // bounds memory when the disk is slower than the model; several commits deep
constexpr int sameFailures = 5;      // from the start on: the endpoint is wrong, not an item
constexpr int mostLoggedErrors = 10;
constexpr auto progressEvery = std::chrono::milliseconds(100);

Message messageOf(const QString &text, const QString &code)
{
    return {text, code, QStringLiteral("runtime"), {}};
}

} // namespace

NativeAttempt::NativeAttempt(AttemptSpec spec, std::shared_ptr<const StoredSamples> stored, std::shared_ptr<AttemptSink> sink,
                             const RunnerParts &parts, std::function<void()> ended)
    : m_spec(std::move(spec)), m_stored(std::move(stored)), m_sink(std::move(sink)), m_parts(parts), m_ended(std::move(ended)),
      m_post(parts.thread.poster())
{
}

void NativeAttempt::log(const QString &line)
{
    if (m_sink)
        m_sink->logLine(line);
}

void NativeAttempt::run()
{
    m_sink->phase(Phase::Initializing);
    log(QStringLiteral("start: benchmark %1, model %2, attempt %3").arg(m_spec.benchmark.id, m_spec.model.name).arg(m_spec.attempt));
    m_sink->phase(Phase::LoadingData);
    if (!load())
        return;
    if (!readStored())
        return;
    m_sink->progress(m_done, m_summary->total());
    m_progressAt = m_startedAt = std::chrono::steady_clock::now();
    m_sink->phase(Phase::RunningEvaluation);
    pump();
    finishWhenDone();
}

std::function<void(const QString &)> NativeAttempt::logger()
{
    return [weak = weak_from_this(), post = m_post](const QString &line) {
        post([weak, line] {
            if (const auto self = weak.lock())
                self->log(line);
        });
    };
}

Result<Done> NativeAttempt::plan()
{
    if (m_spec.originFault)
        return *m_spec.originFault;
    if (m_spec.origin) {
        auto items = StoredItems::open(*m_spec.origin, m_spec.answers);
        if (!items)
            return items.error();
        m_items = *std::move(items);
        auto plan = planRescore(m_spec, m_items->items(), m_items->repeats());
        if (!plan)
            return plan.error();
        m_plan = *std::move(plan);
        log(QStringLiteral("answers: stored by run %1 (%2), benchmark %3; no model is asked for them")
                .arg(m_spec.origin->jobId, m_spec.origin->runName, m_spec.origin->benchmarkId));
        return Done{};
    }
    auto plan = planAttempt(m_parts.options, m_spec);
    if (!plan)
        return plan.error();
    m_plan = *std::move(plan);
    log(QStringLiteral("dataset %1: %2 rows, the first %3 are asked, %4 time(s) each")
            .arg(m_plan->task.dataset.name).arg(m_plan->dataset.size()).arg(m_plan->items).arg(m_plan->settings.repeats));
    auto source = makeAnswerSource(m_spec, m_plan->settings, m_parts, logger());
    if (!source)
        return source.error();
    m_source = *std::move(source);
    return Done{};
}

bool NativeAttempt::load()
{
    if (const auto planned = plan(); !planned) {
        fail(planned.error());
        return false;
    }
    if (m_plan->hasJudges())
        m_judges = std::make_shared<JudgePanel>(m_plan, m_parts, logger());
    m_summary = std::make_unique<RunSummary>(m_plan);
    if (!m_plan->settings.ignored.isEmpty())
        warn(tr("Benchmark %1: the native runner does not know %2 and ignored it.")
                 .arg(m_spec.benchmark.id, m_plan->settings.ignored.join(QLatin1String(", "))),
             QStringLiteral("parameter_ignored"));
    return true;
}

/// False when the attempt cannot go on: without its stored items it would ask them twice.
bool NativeAttempt::readStored()
{
    if (!m_stored || m_spec.itemsStored <= 0)
        return true;
    constexpr int page = 500;
    qint64 ordinal = -1;
    int repeat = 0;
    for (;;) {
        const auto samples = m_stored->after(ordinal, repeat, page);
        if (!samples) {
            fail(samples.error());
            return false;
        }
        for (const Sample &sample : *samples) {
            if (!m_items && !answersItsRow(*m_plan, sample)) {
                fail({Error::Kind::Conflict, tr("Benchmark %1: its rows are others than those that this attempt began with; run it again.").arg(m_spec.benchmark.id), {}, QStringLiteral("rows_changed")});
                return false;
            }
            m_done += m_summary->addStored(sample);
        }
        if (samples->size() < page)
            break;
        ordinal = samples->last().ordinal;
        repeat = samples->last().repeat;
    }
    log(QStringLiteral("resumed: %1 of %2 items were stored and are not asked again").arg(m_done).arg(m_summary->total()));
    return true;
}

void NativeAttempt::pump()
{
    if (m_over || m_pumping)
        return;
    m_pumping = true;
    const bool recorded = !m_judges && (m_items || Recording::nameOf(m_spec.model.url));
    // An answer that is not on disk yet is still in flight: after a crash it would be asked again, and no more than the
    // concurrency may be. Asking a recording again costs nothing.
    const auto room = [&] {
        return recorded ? m_open < recordedWindow && m_unstored < mostUnstored : m_open + m_unstored < m_plan->settings.concurrency;
    };
    while (!m_over && m_next < m_summary->total() && room()) {
        const qint64 slot = m_next++;
        if (!m_summary->has(slot) && !ask(slot))
            break;
    }
    m_pumping = false;
}

/// False when the attempt cannot go on.
bool NativeAttempt::ask(qint64 slot)
{
    const int repeats = m_plan->settings.repeats;
    ++m_open;
    if (m_items) {
        auto stored = m_items->item(slot / repeats, static_cast<int>(slot % repeats));
        if (!stored) {
            fail(stored.error());
            return false;
        }
        const auto asked = std::make_shared<AskedItem>(std::move(stored->first));
        m_post([weak = weak_from_this(), asked, answer = std::move(stored->second)] {
            if (const auto self = weak.lock())
                self->answered(asked, answer);
        });
        return true;
    }
    auto item = prepareItem(*m_plan, slot / repeats, static_cast<int>(slot % repeats));
    if (!item) { // columns are checked when the data is loaded
        fail(item.error());
        return false;
    }
    const auto asked = std::make_shared<AskedItem>(*std::move(item));
    m_source->ask(asked->question, [weak = weak_from_this(), post = m_post, asked](Result<ModelAnswer> answer) {
        post([weak, asked, answer = std::move(answer)] {
            if (const auto self = weak.lock())
                self->answered(asked, answer);
        });
    });
    return true;
}

void NativeAttempt::answered(const std::shared_ptr<const AskedItem> &item, const Result<ModelAnswer> &answer)
{
    if (m_over)
        return;
    if (!m_judges || !answer)
        return judged(*item, answer, {});
    m_judges->ask(*item, *answer, [weak = weak_from_this(), post = m_post, item, answer](JudgeReplies replies) {
        post([weak, item, answer, replies = std::move(replies)] {
            if (const auto self = weak.lock())
                self->judged(*item, answer, replies);
        });
    });
}

void NativeAttempt::judged(const AskedItem &item, const Result<ModelAnswer> &answer, const JudgeReplies &replies)
{
    if (m_over)
        return;
    --m_open;
    keep(scoreItem(*m_plan, item, answer, replies));
    pump();
    finishWhenDone();
}

void NativeAttempt::keep(ScoredItem item)
{
    m_summary->add(item);
    const bool failed = !item.sample.error.isNull();
    if (failed && ++m_loggedErrors <= mostLoggedErrors)
        log(QStringLiteral("item %1: %2").arg(item.sample.itemKey, item.sample.error));
    if (m_loggedErrors == mostLoggedErrors + 1 && failed)
        log(QStringLiteral("further items without an answer are not listed"));
    ++m_unstored;
    m_sink->sample(item.sample, [weak = weak_from_this(), post = m_post](bool ok) {
        post([weak, ok] {
            if (const auto self = weak.lock())
                self->wasStored(ok);
        });
    });
    if (failed && mustGiveUp(item))
        return;
    if (!failed)
        m_firstCode = QString();
    ++m_fresh;
}

/// Whether so much failed that the attempt was ended.
bool NativeAttempt::mustGiveUp(const ScoredItem &item)
{
    if (item.errorCode == QLatin1String(noStoredAnswer)) {
        m_firstCode = QString(); // says nothing about those that follow
    } else if (m_fresh == 0) {
        m_firstCode = item.errorCode;
        m_firstMessage = item.sample.error;
    } else if (m_firstCode != item.errorCode) {
        m_firstCode = QString();
    }
    if (m_fresh + 1 == sameFailures && !m_firstCode.isNull()) {
        log(QStringLiteral("given up: the first %1 items all failed in the same way").arg(sameFailures));
        fail({Error::Kind::Network, m_firstMessage, {}, m_firstCode});
        return true;
    }
    if (m_summary->tooManyErrors()) {
        log(QStringLiteral("given up: %1 of %2 items got no answer, more than 20 %").arg(m_summary->errors()).arg(m_summary->total()));
        fail({Error::Kind::Network, m_summary->firstError(), {}, QStringLiteral("too_many_errors")});
        return true;
    }
    return false;
}

void NativeAttempt::wasStored(bool ok)
{
    if (m_over)
        return;
    --m_unstored;
    if (!ok) {
        fail({Error::Kind::Storage,
              tr("An answer of benchmark %1 could not be stored; free disk space and start the benchmark again: what was stored is kept.")
                  .arg(m_spec.benchmark.id),
              {},
              QStringLiteral("not_stored")});
        return;
    }
    ++m_done;
    tellProgress(false);
    pump();
    finishWhenDone();
}

/// At most ten a second; the last state is always told.
void NativeAttempt::tellProgress(bool now)
{
    const auto elapsed = std::chrono::steady_clock::now() - m_progressAt;
    if (now || elapsed >= progressEvery) {
        m_progressAt = std::chrono::steady_clock::now();
        m_told = m_done;
        m_sink->progress(m_done, m_summary->total());
    } else if (!m_progressWaits) {
        m_progressWaits = true;
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(progressEvery - elapsed).count();
        m_parts.thread.after(left, [weak = weak_from_this()] {
            const auto self = weak.lock();
            if (!self || self->m_over)
                return;
            self->m_progressWaits = false;
            if (self->m_done != self->m_told)
                self->tellProgress(false);
        });
    }
}

void NativeAttempt::finishWhenDone()
{
    if (!m_over && m_next >= m_summary->total() && m_open == 0 && m_unstored == 0)
        finish();
}

void NativeAttempt::finish()
{
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - m_startedAt).count();
    tellProgress(true);
    m_sink->phase(Phase::PostProcessing);
    if (m_summary->tooManyErrors()) { // all of them stored by an earlier life
        fail({Error::Kind::Network, m_summary->firstError(), {}, QStringLiteral("too_many_errors")});
        return;
    }
    auto outcome = m_summary->finish(m_spec.origin ? describe(*m_spec.origin) : m_source->description(), seconds);
    if (!outcome) {
        fail(outcome.error());
        return;
    }
    warnOfErrors();
    if (const QString unread = m_summary->unreadText(); !unread.isEmpty())
        warn(unread, QStringLiteral("judge_parse_failures"));
    log(QStringLiteral("end: %1 items, %2 without an answer, %3 s").arg(m_summary->total()).arg(m_summary->errors()).arg(seconds, 0, 'f', 3));
    m_over = true;
    m_sink->completed(*outcome);
    end();
}

void NativeAttempt::warnOfErrors()
{
    if (m_summary->errors() == 0)
        return;
    const QString text = tr("%1 of %2 items got no answer; they are left out of every metric. The first: %3")
                             .arg(m_summary->errors()).arg(m_summary->total()).arg(m_summary->firstError());
    warn(text, QStringLiteral("items_without_answer"));
}

/// A benchmark has room for one warning: a later one takes the earlier ones along.
void NativeAttempt::warn(const QString &text, const QString &code)
{
    m_warnings += m_warnings.isEmpty() ? text : QLatin1Char(' ') + text;
    m_sink->warning(messageOf(m_warnings, code));
}

void NativeAttempt::fail(const Error &error)
{
    if (m_over)
        return;
    m_over = true;
    const auto tell = [self = shared_from_this(), error] {
        self->log(QStringLiteral("failed: %1").arg(error.message));
        if (self->m_sink)
            self->m_sink->failed(messageOf(error.message, error.code.isEmpty() ? QStringLiteral("benchmark_failed") : error.code));
        self->end();
    };
    stopAsking([post = m_post, tell] { post(tell); }); // the requests end before the attempt does
}

void NativeAttempt::cancel(std::function<void()> stopped)
{
    m_over = true;
    m_sink.reset();
    m_ended = nullptr;
    stopAsking(std::move(stopped));
}

/// stopped: any thread, when neither the model nor a judge has a request open.
void NativeAttempt::stopAsking(std::function<void()> stopped)
{
    const auto judges = [panel = m_judges, stopped = std::move(stopped)] {
        if (panel)
            panel->cancel(stopped);
        else
            stopped();
    };
    if (m_source)
        m_source->cancel(judges);
    else
        judges();
}

void NativeAttempt::end()
{
    m_sink.reset();
    if (const auto ended = std::exchange(m_ended, nullptr))
        ended(); // drops the runner's reference
}

} // namespace assay::engine
