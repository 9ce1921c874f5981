#include "services/engine/process/CommandAttempt.h"

#include "services/engine/posix/FileWrites.h"
#include "services/engine/posix/LogSegments.h"
#include "services/engine/posix/RunFiles.h"
#include "services/engine/process/Environment.h"
#include "services/engine/process/JobSpec.h"
#include "services/engine/process/SecretFiles.h"
#include "services/engine/runner/Endpoint.h"
#include "services/json/Json.h"

#include <QCoreApplication>
#include <QDir>

#include <nlohmann/json.hpp>

namespace assay::engine {

namespace {

constexpr qint64 clearAgainMs = 20;
constexpr qint64 shimPatienceMs = 10'000; ///< beyond the grace that the shim gives its command

QString tr(const char *text) { return QCoreApplication::translate("assay", text); }

std::string nativeName(const QString &path) { return QFile::encodeName(path).toStdString(); }

Message message(const char *code, const QString &text)
{
    Message message;
    message.messageCode = QString::fromLatin1(code);
    message.messageOrigin = QStringLiteral("server");
    message.message = text;
    return message;
}

EnvVar variable(const char *name, const QString &value)
{
    EnvVar variable;
    variable.name = QString::fromLatin1(name);
    variable.value = value;
    return variable;
}

/// Every folder of the way is ours alone.
bool makePrivateFolders(const QString &base, const QString &folder)
{
    if (!QDir().mkpath(folder))
        return false;
    constexpr auto ownerOnly = QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner;
    for (QString path = folder; path.size() > base.size(); path = QFileInfo(path).path())
        QFile::setPermissions(path, ownerOnly);
    return true;
}

} // namespace

CommandAttempt::CommandAttempt(AttemptSpec spec, std::shared_ptr<AttemptSink> sink, CommandParts parts,
                               std::function<void(const CommandAttempt *)> over)
    : m_spec(std::move(spec)), m_sink(std::move(sink)), m_parts(parts), m_over(std::move(over)),
      m_secretFolder(secretFolderOf(parts.options.secretFolder, m_spec))
{
}

CommandAttempt::~CommandAttempt() = default;

/// How other threads reach this: not at all when it has gone.
std::function<void(std::function<void(CommandAttempt &)>)> CommandAttempt::caller()
{
    return [post = m_parts.supervisor.poster(), weak = weak_from_this()](std::function<void(CommandAttempt &)> call) {
        post([weak, call = std::move(call)] {
            if (const auto self = weak.lock())
                call(*self);
        });
    };
}

QString CommandAttempt::file(const char *name) const
{
    return m_spec.workFolder + QLatin1Char('/') + QLatin1String(name);
}

QString CommandAttempt::logFile() const
{
    return QFileInfo(m_spec.workFolder).path() + QLatin1String("/log.txt");
}

/// Stands in the environment of all that the command starts, so that it is known again when its shim is gone.
QByteArray CommandAttempt::marker() const
{
    return "ASSAY_ATTEMPT=" + QFile::encodeName(m_spec.workFolder);
}

void CommandAttempt::start()
{
    // An earlier life of this attempt that had no process left nothing that counts.
    QFile::remove(file(runfiles::exit));
    QFile::remove(file(runfiles::events));
    QFile::remove(file(runfiles::refusals));
    resolveSecret();
}

void CommandAttempt::resolveSecret()
{
    const QString &ref = m_spec.model.secretRef;
    if (ref.isEmpty() || ref.startsWith(QLatin1String("file:")))
        return launch({}); // none, or the client's own folder
    if (!m_parts.options.secrets)
        return secretKnown(QString());
    const auto endpoint = parseEndpoint(m_spec.model.url);
    m_parts.options.secrets(ref, endpoint ? endpoint->origin : QString(), [call = caller()](const Result<QString> &secret) {
        call([secret](CommandAttempt &self) { self.secretKnown(secret); });
    });
}

void CommandAttempt::secretKnown(const Result<QString> &secret)
{
    if (m_state != State::Preparing)
        return; // cancelled meanwhile
    if (!secret)
        return fail(secret.error());
    if (secret->isEmpty()) {
        return fail(message("secret_not_found",
                            tr("There is no key named '%1', which model.auth.secret_ref asks for; store one under that name, or take the member out.")
                                .arg(m_spec.model.secretRef)));
    }
    if (const auto written = writeSecretFiles(m_secretFolder, *secret); !written)
        return fail(written.error());
    launch(QLatin1String("file://") + m_secretFolder);
}

/// The address of the inbox is known before anything is written, and the process before it runs: whatever we die over, what is
/// left either is on disk or leaves by itself.
void CommandAttempt::launch(const QString &secretRef)
{
    auto inbox = InboxSocket::open();
    if (!inbox)
        return fail(inbox.error());
    const QString secret = m_parts.options.bareCallback ? QString() : QString::fromLatin1(m_parts.options.system->randomBytes(24).toHex());
    const QString origin = QStringLiteral("http://127.0.0.1:%1").arg((*inbox)->port());
    if (const auto written = writeRunFiles(secret.isEmpty() ? origin : origin + QLatin1Char('/') + secret, secret, secretRef); !written)
        return fail(written.error());
    auto shim = ShimProcess::spawn(m_parts.options.shim, m_spec.workFolder, **inbox, *m_parts.options.system);
    if (!shim)
        return fail(shim.error());
    m_shim = std::move(*shim);
    m_process = m_shim->record();
    if (!secretRef.isEmpty())
        setSecretOwner(m_secretFolder, m_process);
    m_state = State::Recording;
    watchShim();
    m_sink->process(m_process, [call = caller()](bool stored) { call([stored](CommandAttempt &self) { self.recorded(stored); }); });
}

Result<Done> CommandAttempt::writeRunFiles(const QString &callbackUrl, const QString &secret, const QString &secretRef) const
{
    const CommandRunnerOptions &options = m_parts.options;
    const QString specPath = jobSpecPath(m_spec);
    QList<EnvVar> ours{variable("EVALHUB_JOB_SPEC_PATH", specPath), variable("EVALHUB_MODE", QStringLiteral("local"))};
    if (!m_spec.testDataFolder.isEmpty())
        ours.append(variable("ASSAY_TEST_DATA", m_spec.testDataFolder));
    QByteArray environment;
    for (const QByteArray &entry : commandEnvironment(ownEnvironment(), options.environment, ours, m_spec.environment)) {
        if (!entry.startsWith("ASSAY_ATTEMPT="))
            environment += entry + '\0';
    }
    environment += marker() + '\0';
    const nlohmann::json config{{"command", m_spec.command.toStdString()},
                                {"working_folder", options.workingFolder.toStdString()},
                                {"job_id", m_spec.jobId.toStdString()},
                                {"secret", secret.toStdString()},
                                {"log", logFile().toStdString()},
                                {"log_head_bytes", options.logHeadBytes},
                                {"log_tail_bytes", options.logTailBytes},
                                {"secrets_folder", secretRef.isEmpty() ? std::string() : m_secretFolder.toStdString()},
                                {"keep_refusals", m_spec.keepRefusals},
                                {"stop_grace_ms", options.stopGraceMs},
                                {"late_ms", options.lateMs}};
    const bool written = makePrivateFolders(m_spec.workFolder, QFileInfo(specPath).path())
        && writePrivateFile(nativeName(specPath), jobSpec(m_spec, callbackUrl, secretRef).toStdString())
        && writePrivateFile(nativeName(file(runfiles::environment)), environment.toStdString())
        && writePrivateFile(nativeName(file(runfiles::config)), json::dump(config).toStdString());
    if (written)
        return Done{};
    return Error{
        Error::Kind::Storage,
        tr("The files of the benchmark cannot be written below '%1': free some space, or shorten the benchmark's id.").arg(m_spec.workFolder)};
}

void CommandAttempt::recorded(bool stored)
{
    if (m_state != State::Recording)
        return;
    m_state = State::Running;
    if (!stored) {
        m_failure
            = message("storage",
                      tr("The command was not started because its process could not be recorded; free some space and run the benchmark again."));
        return m_shim->giveUp();
    }
    m_shim->go();
    m_events.emplace(file(runfiles::events), 0);
    m_folderWatch = m_parts.supervisor.watchFolder(m_spec.workFolder, [this] { follow(); });
}

void CommandAttempt::adopt(const ProcessRecord &process)
{
    m_adopted = true;
    m_process = process;
    m_events.emplace(file(runfiles::events), m_spec.reportsApplied);
    m_shim = ShimProcess::find(process, *m_parts.options.system);
    if (!m_shim) {
        m_adoptedDead = true;
        return shimEnded();
    }
    m_state = State::Running;
    watchShim();
    m_folderWatch = m_parts.supervisor.watchFolder(m_spec.workFolder, [this] { follow(); });
    follow(); // what was reported while nobody was here
}

void CommandAttempt::watchShim()
{
    m_pidWatch = m_parts.supervisor.watch(m_shim->descriptor(), [this] { shimEnded(); });
}

void CommandAttempt::follow()
{
    const auto self = shared_from_this();
    noteActivity();
    sendNext();
}

void CommandAttempt::noteActivity()
{
    const qint64 now = m_parts.options.clock->monotonicMs();
    if (m_activity != 0 && now - m_activity < 1000)
        return;
    const quint64 size = logSegments(nativeName(logFile())).back().end();
    if (size == m_logSize)
        return;
    m_logSize = size;
    m_activity = now;
    m_sink->activity();
}

/// One report at a time, in order: the next one when the store has said what it thinks of the last.
void CommandAttempt::sendNext()
{
    while (!m_sending && m_events && m_state != State::Over) {
        const auto line = m_events->next();
        if (!line) {
            if (m_state == State::Settling)
                settle();
            return;
        }
        const auto event = m_parts.options.readReport(line->text);
        if (event)
            send(line->number, *event);
        else
            refused(line->number, event.error());
    }
    if (!m_events && m_state == State::Settling)
        settle();
}

void CommandAttempt::send(qint64 number, const BenchmarkEvent &event)
{
    m_sending = true;
    m_finalSent = m_finalSent || isTerminal(event.status);
    m_sink->activity();
    m_sink->report(number, event, [call = caller(), number, event](const Result<Done> &result) {
        call([number, event, result](CommandAttempt &self) { self.applied(number, event, result); });
    });
}

void CommandAttempt::applied(qint64 number, const BenchmarkEvent &event, const Result<Done> &result)
{
    using Kind = Error::Kind;
    if (m_state == State::Over)
        return;
    if (!result && result.error().kind == Kind::Storage && m_ending != Ending::Cancelled) {
        // A full disk delays a report, it does not lose it.
        m_parts.supervisor.in(m_parts.options.retryMs, [call = caller(), number, event] {
            call([number, event](CommandAttempt &self) {
                if (self.m_state != State::Over)
                    self.send(number, event);
            });
        });
        return;
    }
    m_sending = false;
    if (result && isTerminal(event.status) && m_ending == Ending::None) {
        m_ending = Ending::Reported;
        if (m_state == State::Running && !m_terminated)
            m_timer = m_parts.supervisor.in(m_parts.options.lingerMs, [this] { terminate(); });
    }
    // A job that is over, or an engine that stops, is no fault of the program.
    if (!result && result.error().kind != Kind::Conflict && result.error().kind != Kind::Cancelled && m_ending == Ending::None)
        refused(number, result.error());
    if (!result)
        m_finalSent = m_ending == Ending::Reported;
    if (!m_finalSent && !m_stops.empty() && m_state == State::Running) { // cancel() waited for an end that was not taken
        m_ending = m_ending == Ending::None ? Ending::Cancelled : m_ending;
        terminate();
    }
    const auto self = shared_from_this();
    sendNext();
}

void CommandAttempt::refused(qint64 number, const Error &error)
{
    m_sink->warning(message("report_refused", tr("Report %1 of the command was not taken: %2").arg(number).arg(error.message)));
}

void CommandAttempt::cancel(std::function<void()> stopped)
{
    const auto self = shared_from_this();
    const bool again = !m_stops.empty();
    m_stops.push_back(std::move(stopped));
    if (m_finalSent && !again && m_state != State::Settling)
        return; // it has reported its end and is leaving; applied() set the limit
    if (m_ending == Ending::None)
        m_ending = Ending::Cancelled;
    switch (m_state) {
    case State::Preparing: return finish();
    case State::Recording: return m_shim->giveUp();
    case State::Running: return terminate();
    case State::Settling:
        if (!m_sending)
            finish();
        return; // else the last report is with the store; its answer ends this
    default: return;
    }
}

void CommandAttempt::leave(std::function<void()> left)
{
    if (m_state == State::Recording || m_state == State::Preparing)
        return cancel(std::move(left)); // nothing runs yet, and the store may not know of it
    const auto self = shared_from_this();
    m_left = true;
    m_stops.push_back(std::move(left));
    finish();
}

void CommandAttempt::terminate()
{
    if (m_terminated || !m_shim)
        return;
    m_terminated = true;
    m_shim->giveUp();
    m_shim->terminate();
    m_parts.supervisor.forget(m_timer);
    m_timer = m_parts.supervisor.in(m_parts.options.stopGraceMs + shimPatienceMs, [this] { m_shim->kill(); });
}

void CommandAttempt::shimEnded()
{
    const auto self = shared_from_this();
    m_parts.supervisor.forget(m_pidWatch);
    m_parts.supervisor.forget(m_timer);
    if (m_shim)
        m_shim->reap();
    m_shim.reset();
    m_exit = readExitRecord(m_spec.workFolder);
    if (m_adopted && m_ending == Ending::None && m_exit.present && !m_exit.started) { // recorded, but never begun
        m_adopted = m_adoptedDead = false;
        m_state = State::Preparing;
        m_events.reset();
        return start();
    }
    m_state = State::Clearing;
    clear();
}

/// A shim that wrote its record has left nothing alive.
void CommandAttempt::clear()
{
    if (!m_exit.present && !killLeftovers(marker(), m_process, *m_parts.options.system)) {
        m_timer = m_parts.supervisor.inRealTime(clearAgainMs, [this] {
            m_timer = 0;
            clear();
        });
        return;
    }
    const auto self = shared_from_this();
    removeSecretFiles(m_secretFolder);
    m_state = State::Settling;
    sendNext();
}

/// Nothing runs, and every report has been answered.
void CommandAttempt::settle()
{
    if (m_sending)
        return;
    if (!std::exchange(m_endTold, true))
        m_sink->ended(m_exit.end);
    if (m_ending != Ending::None || !m_stops.empty())
        return finish();
    if (m_failure)
        return fail(*m_failure);
    if (m_timer != 0)
        return; // waiting already
    const bool good = m_exit.end.known && !m_exit.end.signal && m_exit.end.exitCode == 0;
    const qint64 grace = good ? m_parts.options.endedGraceMs : m_adoptedDead ? 0 : m_parts.options.failedGraceMs;
    m_timer = m_parts.supervisor.in(grace, [this] {
        m_timer = 0;
        fail(endMessage(m_exit.end, m_spec.benchmark.providerId, logTail(logFile())));
    });
}

void CommandAttempt::fail(const Error &error)
{
    fail(message(error.kind == Error::Kind::Unauthorized ? "secret_refused" : "command_not_started", error.message));
}

void CommandAttempt::fail(const Message &message)
{
    m_sink->failed(message);
    finish();
}

void CommandAttempt::finish()
{
    if (m_state == State::Over)
        return;
    const auto self = shared_from_this();
    m_state = State::Over;
    for (Supervisor::Id *id : {&m_pidWatch, &m_folderWatch, &m_timer})
        m_parts.supervisor.forget(*id);
    if (!m_left)
        removeSecretFiles(m_secretFolder);
    for (const auto &stopped : std::exchange(m_stops, {}))
        stopped();
    m_over(this);
}

} // namespace assay::engine
