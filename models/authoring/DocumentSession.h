#pragma once

#include "models/authoring/DocumentModel.h"
#include "models/authoring/DraftKeeper.h"
#include "models/authoring/ResourceService.h"
#include "models/authoring/VersionHistory.h"
#include "services/authoring/DocumentDiff.h"

#include <QObject>

namespace assay {

class Connection;

/// One provider or collection from its opening to its saving: reads it, keeps unsaved work, looks before it saves whether
/// somebody else has changed it, and puts the server's refusal at the field it names. GUI thread.
class DocumentSession : public QObject {
    Q_OBJECT
public:
    enum class State { Loading, Ready, Saving, Failed };
    enum class SaveBy { Patch,     ///< what was changed, by JSON Patch
                        Replace }; ///< the whole document

    /// `subject`: the id on the server, or "new:WORD" for one that is not there yet; WORD tells drafts apart.
    DocumentSession(DocumentKind kind, Connection &connection, DraftStore &drafts, const QString &subject, QObject *parent = nullptr);

    DocumentModel &model() { return m_model; }
    VersionHistory &history() { return m_history; }
    State state() const { return m_state; }
    const Error &error() const { return m_error; }   ///< why Failed
    const ResourceInfo &resource() const { return m_resource; }
    QString id() const { return m_resource.id; }      ///< empty: not on the server yet
    bool isNew() const { return m_resource.id.isEmpty(); }
    /// The server takes no change of this one; reason, one sentence. Empty: it may be changed.
    QString readOnlyReason() const;
    QString name() const;

    void load();
    /// Starts as `document`, unsaved; for imports and copies. Only while new.
    void begin(const AuthoredDocument &document);
    /// What save() would send; Error::Unsupported tells why only Replace can.
    Result<QByteArray> patch() const { return jsonPatch(m_model.base(), m_model.document()); }
    /// Reads the server's first: changed there meanwhile, conflict() comes instead of a write.
    void save(SaveBy by);
    // Answers to conflict().
    void overwrite();  ///< mine as a whole
    void merge();      ///< both, unsaved; what both changed stays mine and is told by merged()
    void keepAsCopy(); ///< theirs stays; mine becomes a new document
    /// A copy to be edited: the server's clone where it has that, else a new document.
    void clone();
    void remove();

Q_SIGNALS:
    void stateChanged();
    void saved();                ///< mine is on the server; the id may be new
    void conflict();             ///< see theirs()
    void merged(const QStringList &conflicts);
    void refused(const assay::Error &error);
    void cloned(const QString &id);
    void copyRequested(const assay::AuthoredDocument &document); ///< open it as a new one
    void removed();
    void draftRestored();

public:
    const AuthoredDocument &theirs() const { return m_theirs.document; }

private:
    void setState(State state, const Error &error = {});
    void write(SaveBy by);
    void finish(const Result<StoredDocument> &result);
    void take(const StoredDocument &stored);
    QString draftName() const;

    DocumentKind m_kind;
    Connection &m_connection;
    ResourceService m_service;
    DocumentModel m_model;
    QString m_subject;
    DraftKeeper m_keeper;
    VersionHistory m_history;
    ResourceInfo m_resource;
    StoredDocument m_theirs;
    State m_state = State::Loading;
    Error m_error;
    bool m_frozen = false;
};

} // namespace assay
