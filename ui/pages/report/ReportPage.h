#pragma once

#include "models/report/ReportModel.h"
#include "models/report/SavedReport.h"
#include "services/reports/ReportFormat.h"
#include "ui/pages/DocumentPage.h"

#include <QTimer>

class QCheckBox;
class QComboBox;
class QLabel;
class QPlainTextEdit;
class QPushButton;
class QScrollArea;
class QStackedWidget;
class QTextBrowser;
class QTextDocument;

namespace assay {

class EmptyState;

/// A report on one or several runs: what it holds, as which kind of file, how it looks, and saving it. The file is written off the GUI
/// thread; the numbers are those of assayctl export and compare.
class ReportPage final : public DocumentPage {
    Q_OBJECT
public:
    /// saved: what was saved is remembered there. subject: as ReportModel takes it.
    ReportPage(ConnectionRegistry &connections, SavedDocuments &saved, const QString &subject, const QString &toolVersion, QWidget *parent = nullptr);
    ~ReportPage() override;

    QString kind() const override { return QStringLiteral("report"); }
    QString subject() const override { return m_subject; }
    QString title() const override;
    QIcon icon() const override;
    QVariantMap saveState() const override;
    void restoreState(const QVariantMap &state) override;
    void refresh() override { m_model.refresh(); }
    /// Ctrl+Enter: saves.
    bool submit() override;
    /// Without asking where; for tests and for who has asked already. Answers with a message.
    void saveTo(const QString &path);

protected:
    void changeEvent(QEvent *event) override;

private:
    void build();
    void retranslate();
    void showState();
    void preview();
    void save();
    void copyMarkdown();
    void tellSaved(const QString &path, const Result<Done> &done);
    void remember(const SavedReport &report);
    reports::ReportParts parts() const;
    QString suffix() const;
    QString suggestedName() const;

    SavedDocuments &m_saved;
    const QString m_subject;
    ReportModel m_model;
    QTimer m_previewTimer; ///< several changes in a row make one preview
    quint64 m_ticket = 0;
    QComboBox *m_template, *m_format;
    QCheckBox *m_items, *m_jobFile;
    QLabel *m_head, *m_templateLabel, *m_formatLabel, *m_about, *m_previewLabel;
    QPushButton *m_save, *m_copy;
    QStackedWidget *m_stack;
    QTextBrowser *m_paper;
    QPlainTextEdit *m_text;
    EmptyState *m_state;
    std::unique_ptr<QTextDocument> m_document;
};

} // namespace assay
