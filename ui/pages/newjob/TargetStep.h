#pragma once

#include "ui/pages/newjob/NewJobContext.h"
#include "services/api/EndpointProbe.h"

#include <QWidget>

class QComboBox;
class QGridLayout;
class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;
class QRadioButton;
class QStackedWidget;

namespace assay {

class JobDraftModel;

/// Step 1: what is evaluated. An endpoint with a key and a look at what it serves, or recorded answers.
class TargetStep : public QWidget {
    Q_OBJECT
public:
    TargetStep(const NewJobContext &context, JobDraftModel &draft, QWidget *parent = nullptr);
    /// True while a typed key is not in the keychain yet.
    bool hasUnsavedKey() const;
    /// Saves the typed key, bound to the endpoint's origin; keySaved() tells of success, keyFailed() of the reason.
    void saveKey();
    /// scheme://host:port of an address, the port written out; empty when it is none.
    static QString originOf(const QString &url);
    /// Name under which the key of an origin is kept, e.g. "api.example.com-443".
    static QString keyName(const QString &origin);

Q_SIGNALS:
    void keySaved();
    void keyFailed(const QString &reason);

protected:
    void changeEvent(QEvent *event) override;

private:
    QWidget *buildEndpoint();
    QWidget *buildRecorded();
    void readDraft();
    void checkEndpoint();
    void probeWith(const QString &key);
    void showReport(const ProbeReport &report);
    void clearReport();
    void addressEdited();
    void updateKey();
    void retranslate();

    NewJobContext m_context;
    JobDraftModel &m_draft;
    QRadioButton *m_endpoint, *m_recorded;
    QStackedWidget *m_forms;
    QLabel *m_title, *m_urlLabel, *m_keyLabel, *m_modelLabel, *m_keyNote, *m_recordedLabel, *m_recordedReason;
    QLineEdit *m_url, *m_key;
    QComboBox *m_model;
    QPushButton *m_check, *m_saveKey;
    QWidget *m_report = nullptr;
    QGridLayout *m_reportRows;
    QListWidget *m_recordings;
    quint64 m_ticket = 0;
    bool m_reading = false;
};

} // namespace assay
