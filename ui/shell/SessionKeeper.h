#pragma once

#include "models/session/Session.h"

#include <QObject>
#include <QTimer>

class QMainWindow;

namespace assay {

class DocumentTabs;
class DraftStore;

/// Writes down what the window looks like within a second of a change, and brings it back at the next start. A page that
/// makes the program crash at the start cannot lock anybody out: after two starts that did not end well the next one leaves
/// the tabs out. GUI thread; files are written elsewhere.
class SessionKeeper : public QObject {
    Q_OBJECT
public:
    SessionKeeper(QMainWindow &window, DocumentTabs &tabs, DraftStore &files, QObject *parent);

    /// Reads the session and brings it back; restored() tells.
    void restore();
    /// Opens the tabs that the start left out.
    void openAside();
    /// They are not wanted any more.
    void forgetAside();
    /// Now, if something changed.
    void save();
    /// The program ends in order.
    void close();

    /// After this time with all tabs open a start counts as ended well.
    void setWellAfter(int ms) { m_well.setInterval(ms); }

Q_SIGNALS:
    void restored();
    void tabsLeftOut();
    void failed(const QString &message); ///< told once, until a write succeeds again

private:
    void count(int starts);
    void open(const Session &session, bool leaveOut);
    Session now() const;

    QMainWindow &m_window;
    DocumentTabs &m_tabs;
    DraftStore &m_files;
    QVariantList m_aside;
    QByteArray m_written;
    QTimer m_tick, m_well;
    bool m_told = false;
};

} // namespace assay
