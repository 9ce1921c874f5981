#include "services/engine/imports/ImportProgress.h"

#include "services/core/Clock.h"
#include "services/core/Time.h"

#include <array>

namespace assay::engine::imports {

namespace {

constexpr std::array states{"waiting", "running", "completed", "cancelled", "failed"};

std::string text(const QString &value) { return value.toStdString(); }

} // namespace

void ImportProgress::begin(qint64 nowMs)
{
    const std::lock_guard lock(m_mutex);
    m_state = State::Running;
    m_beganMs = nowMs;
}

void ImportProgress::end(State state, const QString &message, qint64 nowMs)
{
    const std::lock_guard lock(m_mutex);
    m_state = state;
    m_message = message;
    m_current.clear();
    m_endedMs = nowMs;
}

void ImportProgress::found(qint64 files, qint64 bytes)
{
    const std::lock_guard lock(m_mutex);
    m_files = files;
    m_bytes = bytes;
}

void ImportProgress::reading(const QString &file)
{
    const std::lock_guard lock(m_mutex);
    m_current = file;
    m_within = 0;
}

void ImportProgress::fileDone(qint64 bytes)
{
    const std::lock_guard lock(m_mutex);
    ++m_filesDone;
    m_bytesDone += bytes;
    m_within = 0;
}

void ImportProgress::within(qint64 bytes)
{
    const std::lock_guard lock(m_mutex);
    m_within = bytes;
}

void ImportProgress::skipped()
{
    const std::lock_guard lock(m_mutex);
    ++m_skipped;
}

void ImportProgress::run(const MadeRun &run)
{
    const std::lock_guard lock(m_mutex);
    ++(run.known ? m_known : m_made);
    if (m_runs.size() < mostListed)
        m_runs.append(run);
}

void ImportProgress::samples(qint64 count)
{
    const std::lock_guard lock(m_mutex);
    m_samples += count;
}

void ImportProgress::problem(const ImportProblem &problem)
{
    const std::lock_guard lock(m_mutex);
    ++m_problems;
    if (m_listed.size() < mostListed)
        m_listed.append(problem);
}

const char *ImportProgress::word(State state)
{
    return states[std::size_t(state)];
}

ImportProgress::State ImportProgress::state() const
{
    const std::lock_guard lock(m_mutex);
    return m_state;
}

bool ImportProgress::over() const
{
    const State now = state();
    return now != State::Waiting && now != State::Running;
}

Json ImportProgress::view(qint64 runsKnown, qint64 problemsKnown) const
{
    const std::lock_guard lock(m_mutex);
    Json out{{"state", word(m_state)},
             {"files", m_files},
             {"files_done", m_filesDone},
             {"files_skipped", m_skipped},
             {"bytes", m_bytes},
             {"bytes_done", std::min(m_bytes, m_bytesDone + m_within)},
             {"runs_made", m_made},
             {"runs_known", m_known},
             {"samples", m_samples},
             {"problem_count", m_problems},
             {"runs", Json::array()},
             {"problems", Json::array()}};
    if (!m_message.isEmpty())
        out["message"] = text(m_message);
    if (!m_current.isEmpty())
        out["current"] = text(m_current);
    for (const auto &[name, ms] : {std::pair("started_at", m_beganMs), std::pair("completed_at", m_endedMs)}) {
        if (ms > 0)
            out[name] = text(rfc3339(ms));
    }
    for (qsizetype i = std::max<qsizetype>(0, runsKnown); i < m_runs.size(); ++i) {
        const MadeRun &run = m_runs.at(i);
        out["runs"].push_back({{"id", text(run.id)}, {"name", text(run.name)}, {"file", text(run.file)}, {"tool", text(run.tool)}, {"known", run.known}});
    }
    for (qsizetype i = std::max<qsizetype>(0, problemsKnown); i < m_listed.size(); ++i)
        out["problems"].push_back({{"file", text(m_listed.at(i).file)}, {"place", text(m_listed.at(i).place)}, {"message", text(m_listed.at(i).message)}});
    return out;
}

void ImportProgress::restore(const Json &in, ImportProgress &progress)
{
    const std::lock_guard lock(progress.m_mutex);
    const std::string state = textOf(at(in, "state")).toStdString();
    for (std::size_t i = 0; i < states.size(); ++i) {
        if (state == states[i])
            progress.m_state = State(i);
    }
    const auto whole = [&in](const char *name) { return wholeOf(at(in, name)).value_or(0); };
    progress.m_message = textOf(at(in, "message"));
    progress.m_beganMs = msOf(at(in, "started_at"));
    progress.m_endedMs = msOf(at(in, "completed_at"));
    progress.m_files = whole("files");
    progress.m_filesDone = whole("files_done");
    progress.m_skipped = whole("files_skipped");
    progress.m_bytes = whole("bytes");
    progress.m_bytesDone = whole("bytes_done");
    progress.m_made = whole("runs_made");
    progress.m_known = whole("runs_known");
    progress.m_samples = whole("samples");
    progress.m_problems = whole("problem_count");
    for (const Json &run : elementsOf(at(in, "runs")))
        progress.m_runs.append({textOf(at(run, "id")), textOf(at(run, "name")), textOf(at(run, "file")), textOf(at(run, "tool")), numberOf(at(run, "known")) == 1.0});
    for (const Json &problem : elementsOf(at(in, "problems")))
        progress.m_listed.append({textOf(at(problem, "file")), textOf(at(problem, "place")), textOf(at(problem, "message"))});
}

} // namespace assay::engine::imports
