#include "services/engine/server/Trials.h"

#include "services/engine/posix/FileWrites.h"
#include "services/engine/runner/AttemptRunner.h"
#include "services/engine/server/Documents.h"
#include "services/engine/server/ToyModel.h"
#include "services/engine/server/TrialReports.h"
#include "services/engine/store/LogFiles.h"
#include "services/json/Json.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>
#include <QDir>
#include <QUuid>

#include <chrono>
#include <condition_variable>

namespace assay::engine {

namespace {

using Json = nlohmann::json;

constexpr qint64 outputBytes = 256 * 1024; ///< of output in one answer
constexpr char processFile[] = "process.json";

QString tr(const char *text) { return QCoreApplication::translate("assay", text); }

/// How many of the last bytes begin a character of UTF-8 that ends elsewhere.
qsizetype openCharacter(const QByteArray &bytes)
{
    for (qsizetype back = 1; back <= std::min<qsizetype>(3, bytes.size()); ++back) {
        const uchar byte = uchar(bytes.at(bytes.size() - back));
        if ((byte & 0xC0) == 0x80)
            continue;
        const qsizetype whole = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1;
        return whole > back ? back : 0;
    }
    return 0;
}

std::string text(const QString &value) { return value.toStdString(); }
std::string nativeName(const QString &path) { return QFile::encodeName(path).toStdString(); }

} // namespace

/// One trial, and what its command tells. Its own lock: the runner's thread writes, requests read.
class Trials::Trial final : public AttemptSink {
public:
    enum class State { Running, Ending, Over };

    Trial(const QString &trialId, const QString &trialFolder, const ReportExpectation &expected, Clock &clock)
        : id(trialId), folder(trialFolder), m_clock(clock), m_began(clock.monotonicMs()), m_reports(attemptFolder(), expected, clock)
    {
    }

    const QString id, folder; ///< folder: with log.txt and the attempt's own folder
    std::function<void()> onEnd = [] {}; ///< the process ended, or never began; in the runner's thread. Set before the start

    QString attemptFolder() const { return folder + QStringLiteral("/attempt"); }
    void phase(Phase) override {}
    void progress(qint64, qint64) override {}
    void sample(const Sample &, std::function<void(bool)> stored) override { stored(true); }
    void logLine(const QString &) override {}
    void warning(const Message &) override { collect(); } // a report that cannot be read: it is told from the file
    void process(const ProcessRecord &record, std::function<void(bool)> recorded) override
    {
        // On disk before it runs, so that the next engine finds it.
        const Json out{{"pid", record.pid}, {"start_ticks", record.startTicks}, {"boot_id", text(record.bootId)}};
        recorded(writePrivateFile(nativeName(folder + QLatin1Char('/') + QLatin1String(processFile)), out.dump()));
    }
    void report(qint64, const BenchmarkEvent &, std::function<void(Result<Done>)> applied) override
    {
        collect();
        applied(Done{});
    }
    void activity() override { collect(); }
    void ended(const AttemptEnd &end) override
    {
        collect();
        {
            const std::lock_guard lock(m_mutex);
            m_end = end;
        }
        onEnd();
    }
    void completed(const AttemptOutcome &) override {}
    void failed(const Message &message) override
    {
        collect();
        {
            const std::lock_guard lock(m_mutex);
            m_failure = message.message;
        }
        onEnd();
    }

    bool isOver() const
    {
        const std::lock_guard lock(m_mutex);
        return m_state == State::Over;
    }
    /// False when it was asked already.
    bool askEnd(bool tooLong)
    {
        const std::lock_guard lock(m_mutex);
        if (m_state != State::Running)
            return false;
        m_state = State::Ending;
        m_cancelled = !tooLong;
        m_tooLong = tooLong;
        return true;
    }
    void setOver()
    {
        collect();
        const std::lock_guard lock(m_mutex);
        if (m_state == State::Over)
            return;
        m_state = State::Over;
        m_tookMs = m_clock.monotonicMs() - m_began;
        m_changed.notify_all();
    }
    bool waitOver(std::chrono::milliseconds patience)
    {
        std::unique_lock lock(m_mutex);
        return m_changed.wait_for(lock, patience, [this] { return m_state == State::Over; });
    }
    void noteRequest()
    {
        const std::lock_guard lock(m_mutex);
        ++m_requestCount;
    }
    /// Reads reports that came since.
    void collect()
    {
        const std::lock_guard lock(m_mutex);
        m_reports.collect();
    }
    Json document(qint64 reportsAfter, qint64 outputFrom);

private:
    QStringList verdict() const;

    Clock &m_clock;
    const qint64 m_began;
    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    State m_state = State::Running;
    bool m_cancelled = false, m_tooLong = false;
    qint64 m_tookMs = 0;
    std::optional<AttemptEnd> m_end;
    QString m_failure;
    TrialReports m_reports;
    qint64 m_requestCount = 0;
};

/// What is wrong with the whole, once it is over; nothing: it did what a benchmark has to do.
QStringList Trials::Trial::verdict() const
{
    QStringList faults;
    if (m_tooLong)
        faults << tr("It was stopped: a trial of five rows may take ten minutes.");
    if (!m_failure.isEmpty())
        faults << m_failure;
    if (!m_reports.completed() && !m_reports.failed() && !m_cancelled)
        faults << tr("It never reported status completed or failed, so a run would count it as failed.");
    if (m_reports.failed())
        faults << tr("It reported that it failed.");
    if (m_end && m_end->known && m_end->signal && !m_cancelled && !m_tooLong)
        faults << tr("It was ended by signal %1.").arg(*m_end->signal);
    else if (m_end && m_end->known && m_end->exitCode != 0 && !m_cancelled && !m_tooLong)
        faults << tr("It ended with code %1 instead of 0.").arg(m_end->exitCode);
    if (m_requestCount == 0 && !m_cancelled)
        faults << tr("It asked the model nothing: model.url of the job file names it.");
    return faults;
}

Json Trials::Trial::document(qint64 reportsAfter, qint64 outputFrom)
{
    collect();
    const std::lock_guard lock(m_mutex);
    Json out{{"id", text(id)},
             {"state", m_state == State::Over ? "over" : m_state == State::Ending ? "ending" : "running"},
             {"cancelled", m_cancelled},
             {"took_ms", m_state == State::Over ? m_tookMs : m_clock.monotonicMs() - m_began},
             {"report_count", m_reports.count()},
             {"reports", m_reports.document(reportsAfter)},
             {"request_count", m_requestCount},
             {"faults", Json::array()}};
    if (m_state == State::Over) {
        for (const QString &fault : verdict())
            out["faults"].push_back(text(fault));
    }
    if (m_end && m_end->known) {
        out["end"] = {{"code", m_end->exitCode}, {"signal", m_end->signal ? Json(*m_end->signal) : Json()}, {"user_seconds", m_end->userSeconds},
                      {"system_seconds", m_end->systemSeconds}, {"wall_seconds", m_end->wallSeconds}, {"max_rss_bytes", m_end->maxRssBytes}};
    }
    LogPiece output = readLog(folder + QStringLiteral("/log.txt"), std::max<qint64>(0, outputFrom), outputBytes);
    if (m_state != State::Over || output.offset + output.bytes.size() < output.size)
        output.bytes.chop(openCharacter(output.bytes)); // comes whole with the next answer
    out["output"] = {{"offset", output.offset}, {"next", output.offset + output.bytes.size()}, {"text", text(QString::fromUtf8(output.bytes))}};
    return out;
}

Trials::Trials(Options options) : m_options(std::move(options)) {}

Trials::~Trials() { stop(); }

void Trials::start(const QString &url)
{
    m_url = url;
    const QStringList left = QDir(m_options.folder).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    for (const QString &id : left) {
        const QString folder = m_options.folder + QLatin1Char('/') + id;
        const Json in = Json::parse(readFile(nativeName(folder + QLatin1Char('/') + QLatin1String(processFile))), nullptr, false);
        if (!in.is_object() || !m_options.commands) {
            QDir(folder).removeRecursively();
            continue;
        }
        // Taken up only to be ended: its reports interest nobody any more.
        auto trial = std::make_shared<Trial>(id, folder, ReportExpectation(), *m_options.clock);
        AttemptSpec spec;
        spec.jobId = id;
        spec.workFolder = trial->attemptFolder();
        const ProcessRecord process{in.value("pid", qint64(0)), in.value("start_ticks", qint64(0)), QString::fromStdString(in.value("boot_id", ""))};
        m_options.commands->adopt(spec, process, nullptr, trial);
        m_options.commands->cancel(id, 0, [folder] { QDir(folder).removeRecursively(); });
    }
}

Result<QString> Trials::begin(const Provider &provider, const QString &benchmarkId)
{
    const ProviderBenchmark *benchmark = ProviderIndex::benchmark(provider, benchmarkId);
    const QString command = provider.runtime && provider.runtime->local ? provider.runtime->local->command : QString();
    if (!m_options.commands)
        return Error{Error::Kind::Unsupported, tr("This engine runs no commands.")};
    if (command.trimmed().isEmpty())
        return Error{Error::Kind::Invalid, tr("runtime.local.command is empty: there is nothing to try.")};
    if (!benchmark)
        return Error{Error::Kind::Invalid, tr("The provider has no benchmark '%1'.").arg(benchmarkId)};
    const std::lock_guard lock(m_mutex);
    if (m_trial && !m_trial->isOver())
        return Error{Error::Kind::Conflict, tr("A trial is running already: wait for its end, or cancel it.")};
    if (m_trial)
        QDir(m_trial->folder).removeRecursively();
    const QString id = QStringLiteral("trial-") + QUuid::createUuid().toString(QUuid::Id128);
    const QString providerId = provider.resource.id.isEmpty() ? provider.name : provider.resource.id;
    const ReportExpectation expected{providerId, benchmarkId, 0, benchmark->primaryScore ? benchmark->primaryScore->metric : QString()};
    auto trial = std::make_shared<Trial>(id, m_options.folder + QLatin1Char('/') + id, expected, *m_options.clock);
    const QString data = trial->folder + QStringLiteral("/data");
    if (!QDir().mkpath(trial->attemptFolder()) || !QDir().mkpath(data) || !writePrivateFile(nativeName(data + QStringLiteral("/rows.jsonl")), toymodel::dataset().toStdString()))
        return Error{Error::Kind::Storage, tr("The folder of the trial cannot be written below '%1': free some space.").arg(m_options.folder)};
    constexpr auto ownerOnly = QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner;
    for (const QString &path : {m_options.folder, trial->folder, trial->attemptFolder()})
        QFile::setPermissions(path, ownerOnly);
    AttemptSpec spec;
    spec.jobId = id;
    spec.benchmark.id = benchmarkId;
    spec.benchmark.providerId = providerId;
    spec.benchmark.parameters.text = "{\"num_examples\":5}";
    spec.model.name = QString::fromLatin1(toymodel::name);
    spec.model.url = m_url + QStringLiteral("/api/v1/trials/%1/model/v1").arg(id);
    spec.workFolder = trial->attemptFolder();
    spec.testDataFolder = data;
    spec.providerScore = benchmark->primaryScore;
    spec.command = command;
    spec.environment = provider.runtime->local->env;
    spec.keepRefusals = true;
    if (!m_thread)
        m_thread.emplace();
    endWithProcess(trial);
    m_trial = trial;
    m_options.commands->start(spec, nullptr, trial);
    m_thread->after(m_options.limitMs, [this, weak = std::weak_ptr(trial)] {
        if (const auto running = weak.lock())
            endNow(running, true);
    });
    return id;
}

/// The runner tells of the end of the process; what it waits for after that (reports by another way) is of no use here.
void Trials::endWithProcess(const std::shared_ptr<Trial> &trial)
{
    // In our own thread: the runner must not be called back while it tells.
    trial->onEnd = [post = m_thread->poster(), commands = m_options.commands, weak = std::weak_ptr(trial)] {
        post([commands, weak] {
            if (const auto ended = weak.lock())
                commands->cancel(ended->id, 0, [ended] { ended->setOver(); });
        });
    };
}

void Trials::endNow(const std::shared_ptr<Trial> &trial, bool tooLong)
{
    if (!trial->askEnd(tooLong))
        return;
    m_options.commands->cancel(trial->id, 0, [] {}); // one that has reported its end would be waited for: the second call does not
    m_options.commands->cancel(trial->id, 0, [trial] { trial->setOver(); });
}

std::shared_ptr<Trials::Trial> Trials::find(const QString &id) const
{
    const std::lock_guard lock(m_mutex);
    return m_trial && m_trial->id == id ? m_trial : nullptr;
}

static Error noTrial(const QString &id) { return {Error::Kind::NotFound, tr("There is no trial '%1' any more.").arg(id), {}, {}}; }

void Trials::view(const QString &id, qint64 reports, qint64 offset, std::function<void(Result<Json>)> reply)
{
    const auto trial = find(id);
    if (!trial)
        return reply(noTrial(id));
    m_thread->post([trial, reports, offset, reply = std::move(reply)] { reply(trial->document(reports, offset)); });
}

Result<Done> Trials::cancel(const QString &id)
{
    const auto trial = find(id);
    if (!trial)
        return noTrial(id);
    endNow(trial, false);
    return Done{};
}

HttpResponse Trials::model(const QString &id, const QByteArray &method, const QString &path, const QByteArray &body)
{
    const auto trial = find(id);
    if (!trial)
        return {404, {}, {}, {}};
    trial->noteRequest();
    return toymodel::reply(method, path, body);
}

bool Trials::busy() const
{
    const std::lock_guard lock(m_mutex);
    return m_trial && !m_trial->isOver();
}

void Trials::stop()
{
    std::shared_ptr<Trial> trial;
    {
        const std::lock_guard lock(m_mutex);
        trial = std::exchange(m_trial, nullptr);
    }
    if (!trial)
        return;
    endNow(trial, false);
    if (trial->waitOver(std::chrono::seconds(10)))
        QDir(trial->folder).removeRecursively(); // else the next engine finds it
}

} // namespace assay::engine
