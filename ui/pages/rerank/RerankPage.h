#pragma once

#include "services/api/ModelService.h"
#include "ui/pages/DocumentPage.h"

#include <functional>

class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QSpinBox;
class QTableView;

namespace assay {

class Connection;
class EmptyState;
class RerankModel;

/// A place to try a server's reranking: a query and items in, the items by their relevance out.
class RerankPage : public DocumentPage {
    Q_OBJECT
public:
    explicit RerankPage(Connection &connection, QWidget *parent = nullptr);
    QString kind() const override { return QStringLiteral("rerank"); }
    QString title() const override;
    QIcon icon() const override;
    void refresh() override;
    bool submit() override;
    QVariantMap saveState() const override;
    void restoreState(const QVariantMap &state) override;

protected:
    void changeEvent(QEvent *event) override;

private:
    QWidget *buildForm();
    void fillModels(const QList<ServedModel> &models);
    QStringList items() const;
    void choosePicture(const QString &title, const std::function<void(const QString &path)> &take);
    void addPictures(const QStringList &paths);
    void showPictures();
    void update();
    void retranslate();

    Connection &m_connection;
    RerankModel *m_model;
    QLabel *m_heading, *m_hint, *m_problem, *m_modelLabel, *m_queryLabel, *m_itemsLabel, *m_mostLabel;
    QComboBox *m_models;
    QLineEdit *m_query;
    QPlainTextEdit *m_items;
    QSpinBox *m_most;
    QPushButton *m_ask, *m_queryPicture, *m_itemPicture;
    QTableView *m_table;
    QWidget *m_form;
    EmptyState *m_empty;
};

} // namespace assay
