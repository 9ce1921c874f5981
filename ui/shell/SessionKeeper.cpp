#include "ui/shell/SessionKeeper.h"

#include "services/api/DraftStore.h"
#include "services/core/Async.h"
#include "ui/shell/DocumentTabs.h"

#include <QMainWindow>

namespace assay {

namespace {

constexpr int tickMs = 700; // with the write that follows, within a second of the change
constexpr int wellMs = 5000;
constexpr int badStarts = 2;
const QString sessionFile = QStringLiteral("session"), startsFile = QStringLiteral("starts");

} // namespace

SessionKeeper::SessionKeeper(QMainWindow &window, DocumentTabs &tabs, DraftStore &files, QObject *parent)
    : QObject(parent), m_window(window), m_tabs(tabs), m_files(files)
{
    // Scrolling, selecting, resizing, dragging a dock: no one signal tells of all that, and to look is cheap.
    m_tick.setInterval(tickMs);
    connect(&m_tick, &QTimer::timeout, this, &SessionKeeper::save);
    m_well.setSingleShot(true);
    m_well.setInterval(wellMs);
    connect(&m_well, &QTimer::timeout, this, [this] { count(0); });
}

void SessionKeeper::restore()
{
    whenDone(m_files.load(sessionFile), this, [this](const Result<QByteArray> &text) {
        const Session session = text ? Session::decode(*text) : Session();
        whenDone(m_files.load(startsFile), this, [this, session](const Result<QByteArray> &starts) {
            const int before = starts ? starts->trimmed().toInt() : 0;
            // On disk before the first page is made: it may be the last thing that this start does.
            whenDone(m_files.save(startsFile, QByteArray::number(before + 1)), this,
                     [this, session, before](const Result<Done> &) { open(session, before >= badStarts); });
        });
    });
}

void SessionKeeper::open(const Session &session, bool leaveOut)
{
    m_window.restoreGeometry(session.geometry);
    m_window.restoreState(session.docks);
    m_aside = session.aside;
    if (leaveOut)
        m_aside += session.tabs;
    else
        m_tabs.restoreTabs(session.tabs, session.current);
    m_tick.start();
    m_well.start();
    Q_EMIT restored();
    if (!m_aside.isEmpty())
        Q_EMIT tabsLeftOut();
}

void SessionKeeper::openAside()
{
    const QVariantList tabs = std::exchange(m_aside, {});
    whenDone(m_files.save(startsFile, "1"), this, [this, tabs](const Result<Done> &) {
        m_tabs.restoreTabs(tabs, -1);
        m_well.start();
    });
}

void SessionKeeper::forgetAside() { m_aside.clear(); }
void SessionKeeper::count(int starts) { (void)m_files.save(startsFile, QByteArray::number(starts)); }

Session SessionKeeper::now() const
{
    return {m_window.saveGeometry(), m_window.saveState(), m_tabs.saveTabs(), m_tabs.currentIndex(), m_aside};
}

void SessionKeeper::save()
{
    const QByteArray text = now().encode();
    if (text == m_written)
        return;
    m_written = text;
    whenDone(m_files.save(sessionFile, text), this, [this](const Result<Done> &done) {
        if (done) {
            m_told = false;
        } else if (done.error().kind != Error::Kind::Cancelled) {
            m_written.clear(); // tried again with the next tick
            if (!std::exchange(m_told, true))
                Q_EMIT failed(done.error().message);
        }
    });
}

void SessionKeeper::close()
{
    if (!m_tick.isActive())
        return; // nothing was brought back yet: what is written stays
    m_tick.stop();
    m_well.stop();
    save();
    count(0);
}

} // namespace assay
