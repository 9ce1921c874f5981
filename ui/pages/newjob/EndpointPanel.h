#pragma once

#include "services/api/EndpointProbe.h"
#include "ui/pages/newjob/NewJobContext.h"

#include <QWidget>

class QComboBox;
class QGridLayout;
class QLabel;
class QLineEdit;
class QPushButton;

namespace assay {

class DocumentModel;

/// The key of one target and a look at its endpoint: what it serves, and what does not work.
class EndpointPanel : public QWidget {
    Q_OBJECT
public:
    EndpointPanel(const NewJobContext &context, DocumentModel &document, QWidget *parent = nullptr);
    /// Path of the target in the document: "model", "targets/1". A key that was typed for the one before is saved first.
    void setTarget(const QString &path);
    /// True while a typed key is not in the keychain yet.
    bool hasUnsavedKey() const;
    /// Saves the typed key, bound to the endpoint's origin; keySaved() tells of success, keyFailed() of the reason.
    void saveKey();
    void check();
    void clearReport();
    QStringList models() const { return m_models; } ///< that the endpoint served when it was looked at
    /// scheme://host:port of an address, the port written out; empty when it is none.
    static QString originOf(const QString &url);
    /// Name under which the key of an origin is kept, e.g. "api.example.com-443".
    static QString keyName(const QString &origin);

Q_SIGNALS:
    void keySaved();
    void keyFailed(const QString &reason);
    void modelsFound();

protected:
    void changeEvent(QEvent *event) override;

private:
    void build();
    QString text(const char *member) const;
    void onChanged();
    void dropForeignKey();
    void probeWith(const QString &key);
    void showReport(const ProbeReport &report);
    void updateKey();
    void retranslate();

    NewJobContext m_context;
    DocumentModel &m_document;
    QString m_path, m_url; ///< of the target, as last seen
    QStringList m_models;
    QLabel *m_keyLabel, *m_keyNote, *m_servedLabel;
    QLineEdit *m_key;
    QPushButton *m_check, *m_saveKey;
    QComboBox *m_served;
    QWidget *m_report;
    QGridLayout *m_reportRows;
    quint64 m_ticket = 0;
};

} // namespace assay
