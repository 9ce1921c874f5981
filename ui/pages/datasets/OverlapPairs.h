#pragma once

#include "models/datasets/OverlapReport.h"

#include <QWidget>

class QLabel;
class QPlainTextEdit;

namespace assay {

/// Two rows side by side, with a mark on what they share. All texts come from datasets and are shown as plain text.
class OverlapPairs final : public QWidget {
    Q_OBJECT
public:
    explicit OverlapPairs(QWidget *parent = nullptr);
    void showPair(const OverlapFinding &finding, const QString &hereTitle, const QString &thereTitle);
    void clear();

private:
    struct Side {
        QLabel *title;
        QPlainTextEdit *text;
    };
    Side makeSide(const QString &name, const QString &accessibleName);
    void fill(const Side &side, const QString &title, const OverlapExcerpt &excerpt, bool marked);

    Side m_here, m_there;
};

} // namespace assay
