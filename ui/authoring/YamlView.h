#pragma once

#include <QTimer>
#include <QWidget>

class QPlainTextEdit;

namespace assay {

class DocumentModel;
class ProblemLabel;

/// The document as text. What cannot be read, and what the server would refuse, is underlined, and said below with its line.
class YamlView : public QWidget {
    Q_OBJECT
public:
    explicit YamlView(DocumentModel &document, QWidget *parent = nullptr);
    void setReadOnly(bool readOnly);
    /// Hands over what was typed in the last moments.
    void flush();
    /// Puts the cursor on a line, from 1.
    void goToLine(int line);
    QPlainTextEdit *editor() const { return m_text; }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void showText();
    void showProblems();
    void retranslate();

    DocumentModel &m_document;
    QPlainTextEdit *m_text;
    ProblemLabel *m_problem;
    QTimer m_typed; ///< a long text is not read with each key
    bool m_showing = false;
};

} // namespace assay
